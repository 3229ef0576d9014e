//! The list before it is looked through: all numbers that stand, each with a field for its bill, or a file of bills.

use std::collections::{HashMap, VecDeque};

use askama::Template;
use axum::http::StatusCode;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use xiaonuan_app::desk::ListRow;
use xiaonuan_app::import::bills;

use super::ListShop;
use super::line::{Line, carried, placed, typed, who};
use crate::fault::{Faced, Fault};
use crate::page::form::Posted;
use crate::page::shop::ShopHead;
use crate::page::{Frame, Page};
use crate::words::t;

#[derive(Template)]
#[template(path = "lists.html")]
pub(crate) struct TypingPage {
    pub(crate) frame: Frame,
    pub(crate) shop: ShopHead,
    /// Where the page is.
    pub(crate) path: String,
    pub(crate) is_allowed: bool,
    /// The day of the bills.
    pub(crate) day: String,
    /// Whether some rows have a day of their own.
    pub(crate) has_days: bool,
    /// The numbers that stand.
    pub(crate) lines: Vec<Line>,
    /// Rows that were typed or sent whose numbers are none of these.
    pub(crate) others: Vec<Line>,
    pub(crate) fault: Option<String>,
    /// What is wrong with the file that was sent.
    pub(crate) file_fault: Option<String>,
}

impl TypingPage {
    pub(super) fn of(shop: &ListShop, day: &str, rows: &[ListRow]) -> Self {
        let day = match day {
            "" => shop.list.today.to_string(),
            day => day.to_owned(),
        };
        // A row of another day keeps its own.
        let line = |row: &ListRow| {
            let typed = Line::typed(row);
            let date = Some(typed.date).filter(|date| *date != day);
            Line {
                date: date.unwrap_or_default(),
                ..typed
            }
        };
        let mut by_number: HashMap<&str, VecDeque<usize>> = HashMap::new();
        for (place, row) in rows.iter().enumerate() {
            by_number.entry(row.number.as_str()).or_default().push_back(place);
        }
        let customers = shop.list.customers.iter();
        let lines = placed(customers.map(|customer| {
            let places = by_number.get_mut(customer.number.as_str());
            let place = places.and_then(VecDeque::pop_front);
            Line {
                number: customer.number.clone(),
                who: who(Some(&customer.surname), customer.card_tail.as_deref(), shop.words()),
                ..place.map(|place| line(&rows[place])).unwrap_or_default()
            }
        }));
        // Whatever stands at no number of the list: other numbers, and a number that was typed or sent twice.
        let mut others: Vec<usize> = by_number.into_values().flatten().collect();
        others.sort_unstable();
        let others = placed(others.into_iter().map(|place| line(&rows[place])));
        let has_form = shop.list.is_allowed && !(lines.is_empty() && others.is_empty());
        TypingPage {
            frame: match has_form {
                true => shop.frame_sending("typed-list", "/type"),
                false => shop.frame(),
            },
            shop: shop.head(),
            path: shop.path(),
            is_allowed: shop.list.is_allowed,
            has_days: lines.iter().chain(&others).any(|line| !line.date.is_empty()),
            day,
            others: others
                .into_iter()
                .map(|line| Line {
                    place: line.place + lines.len(),
                    ..line
                })
                .collect(),
            lines,
            fault: None,
            file_fault: None,
        }
    }
}

/// The page, empty.
pub(super) async fn show(shop: ListShop) -> Page<TypingPage> {
    Page(TypingPage::of(&shop, "", &[]))
}

/// The page with what was typed.
pub(super) async fn again(shop: ListShop, posted: Posted) -> Page<TypingPage> {
    let mut rows = carried(&posted);
    rows.extend(typed(&posted));
    let day = rows.first().map_or(posted.get("day"), |row| &row.date).to_owned();
    Page(TypingPage::of(&shop, &day, &rows))
}

/// The page once more, since there is nothing to look through.
pub(super) fn without_rows(shop: &ListShop, day: &str, file_fault: Option<bills::BillsFault>) -> Response {
    let words = shop.words();
    let mut page = TypingPage::of(shop, day, &[]);
    match file_fault {
        None => page.fault = Some(t!(words, "lists-nothing-typed")),
        Some(fault) => {
            page.file_fault = Some(match fault {
                bills::BillsFault::Empty => t!(words, "lists-file-empty"),
                bills::BillsFault::Unreadable => t!(words, "lists-file-unreadable"),
                bills::BillsFault::NoColumns => t!(words, "lists-file-columns"),
                bills::BillsFault::TooMany => t!(words, "lists-too-many"),
            });
        }
    }
    Faced(StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response()
}

/// A workbook with the numbers that stand, to fill in.
pub(super) async fn template(shop: ListShop) -> Result<Response, Fault> {
    let day = shop.list.today.to_string();
    let bytes = bills::template(&shop.list.customers, &day);
    let bytes = bytes.map_err(|error| Fault::Internal(Some(std::sync::Arc::new(error))))?;
    let name = format!("attachment; filename=\"list-{}-{day}.xlsx\"", shop.shop.code);
    let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    Ok(([(CONTENT_TYPE, kind.to_owned()), (CONTENT_DISPOSITION, name)], bytes).into_response())
}
