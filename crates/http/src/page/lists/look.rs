//! The list as it would be recorded, with the fate of every row, and as it was: what is wrong first, to be corrected in place.

use askama::Template;
use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use xiaonuan_app::desk::{ListAsked, ListRow, Listed, MOST_ROWS};
use xiaonuan_app::import::bills::{self, BillsFault, plain_day};
use xiaonuan_domain::access::Right;

use super::line::{FateLine, Line, carried, carry, placed, typed, who};
use super::typing::without_rows;
use super::{LARGEST, ListShop};
use crate::fault::Fault;
use crate::page::form::{KEY, Posted};
use crate::page::shop::ShopHead;
use crate::page::{Frame, Page};
use crate::words::{Words, t};

/// The list with the fate of every row.
#[derive(Template)]
#[template(path = "lists_look.html")]
pub(crate) struct LookPage {
    pub(crate) frame: Frame,
    pub(crate) shop: ShopHead,
    /// Where the list begins.
    pub(crate) path: String,
    /// Whether it is recorded; else it would be.
    pub(crate) is_done: bool,
    /// Whether its file is there to be taken away.
    pub(crate) takes_away: bool,
    /// Rows that are refused, each with its reason.
    pub(crate) bad: Vec<Line>,
    /// Rows that are recorded, or would be.
    pub(crate) good: Vec<FateLine>,
    /// All rows as they were given.
    pub(crate) rows: Vec<ListRow>,
    /// The good ones as the form carries them on, and under which key.
    pub(crate) carried: String,
    pub(crate) key: String,
    pub(crate) sums: Sums,
}

/// What the good rows come to.
pub(crate) struct Sums {
    pub(crate) bills: String,
    pub(crate) off: String,
    pub(crate) due: String,
}

/// A file that was sent, and the day of its bills.
pub(super) struct Upload {
    day: String,
    file: Vec<u8>,
}

impl<S: Send + Sync> FromRequest<S> for Upload {
    type Rejection = Fault;

    async fn from_request(request: Request, state: &S) -> Result<Self, Fault> {
        let kind = request.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
        let boundary = kind.and_then(|kind| multer::parse_boundary(kind).ok());
        let boundary = boundary.ok_or(Fault::WrongMediaType)?;
        let bytes = Bytes::from_request(request, state).await;
        let bytes = bytes.map_err(|rejection| Fault::of_status(rejection.status()))?;
        let stream = futures::stream::once(async move { Ok::<_, std::convert::Infallible>(bytes) });
        let mut parts = multer::Multipart::new(stream, boundary);
        let mut upload = Upload {
            day: String::new(),
            file: Vec::new(),
        };
        while let Some(part) = parts.next_field().await.map_err(|_| Fault::BadRequest)? {
            let name = part.name().unwrap_or_default().to_owned();
            let bytes = part.bytes().await.map_err(|_| Fault::BadRequest)?;
            match name.as_str() {
                "day" => upload.day = plain_day(&String::from_utf8_lossy(&bytes)),
                "file" => upload.file = bytes.to_vec(),
                _ => {}
            }
        }
        Ok(upload)
    }
}

/// Looks a list through that was typed, or corrected in place.
pub(super) async fn look(shop: ListShop, posted: Posted) -> Result<Response, Fault> {
    let mut rows = carried(&posted);
    // What was chosen for a row holds until it is confirmed; looked through again, it is chosen again.
    for row in &mut rows {
        row.discount.clear();
        row.off.clear();
    }
    rows.extend(typed(&posted));
    if rows.is_empty() {
        return Ok(without_rows(&shop, posted.get("day"), None));
    }
    looked(&shop, rows).await
}

/// Looks a list through that came as a file.
pub(super) async fn upload(shop: ListShop, upload: Upload) -> Result<Response, Fault> {
    // Reading a workbook takes a while, which others must not wait for.
    let read = tokio::task::spawn_blocking(move || bills::read(upload.file)).await;
    let read = read.map_err(|error| Fault::Internal(Some(std::sync::Arc::new(error))))?;
    let mut rows = match read {
        Ok(rows) => rows,
        Err(fault) => return Ok(without_rows(&shop, &upload.day, Some(fault))),
    };
    for row in rows.iter_mut().filter(|row| row.date.is_empty()) {
        row.date.clone_from(&upload.day);
    }
    looked(&shop, rows).await
}

async fn looked(shop: &ListShop, rows: Vec<ListRow>) -> Result<Response, Fault> {
    if rows.len() > MOST_ROWS {
        return Ok(without_rows(shop, "", Some(BillsFault::TooMany)));
    }
    let asked = shop.asked(rows);
    let (community, actor) = (shop.shop.community(), &shop.shop.by.actor);
    let listed = shop.shop.service.rehearse_list(community, actor, &asked).await?;
    let key = shop.shop.service.form_key();
    let frame = shop.frame_sending("list-form", "");
    let page = LookPage::of(shop, &listed, key);
    Ok(Page(LookPage { frame, ..page }).into_response())
}

/// Records the rows that were found good, once: sent again, it tells the same again. What was wrong is shown to be corrected.
pub(super) async fn confirm(shop: ListShop, posted: Posted) -> Result<Response, Fault> {
    let (rows, left) = (carried(&posted), typed(&posted));
    if rows.is_empty() || left.len() > MOST_ROWS {
        return look(shop, posted).await;
    }
    let (asked, key) = confirmed(&shop, rows, posted.get(KEY))?;
    let (community, actor) = (shop.shop.community(), &shop.shop.by.actor);
    let listed = shop.shop.service.claim_by_list(community, actor, &asked, &key).await?;
    // Of what was left out it is told why, as things stand now.
    let left = shop.asked(left);
    let left = shop.shop.service.rehearse_list(community, actor, &left).await?;
    Ok(Page(LookPage::of(&shop, &listed, posted.get(KEY).to_owned()).done(&left, shop.words())).into_response())
}

/// What became of every row, as a file with customers' surnames, for whoever may take such files away. Nothing is recorded by it.
pub(super) async fn export(shop: ListShop, posted: Posted) -> Result<Response, Fault> {
    if !shop.shop.may(Right::Export) {
        return Err(Fault::NotAllowed);
    }
    let words = shop.words();
    let (asked, key) = confirmed(&shop, carried(&posted), posted.get(KEY))?;
    shop.shop.log("exported/list", &shop.shop.code).await?;
    let (community, actor) = (shop.shop.community(), &shop.shop.by.actor);
    let listed = shop.shop.service.retell_list(community, actor, &asked, &key).await?;
    let bytes = listed.csv(columns(words), words.language);
    let name = format!(
        "attachment; filename=\"list-{}-{}.csv\"",
        shop.shop.code, shop.list.today
    );
    let headers = [
        (CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (CONTENT_DISPOSITION, name),
    ];
    Ok((headers, bytes).into_response())
}

/// What a list asks under its key; it cannot be read where somebody made either up.
fn confirmed(shop: &ListShop, rows: Vec<ListRow>, key: &str) -> Result<(ListAsked, String), Fault> {
    let is_key = (1..=64).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if !is_key || rows.len() > MOST_ROWS {
        return Err(Fault::BadRequest);
    }
    let asked = shop.asked(rows);
    Ok((asked, shop.shop.by.own_key(key.to_owned())))
}

fn columns(words: Words) -> [String; 10] {
    [
        t!(words, "lists-number"),
        t!(words, "lists-surname"),
        t!(words, "lists-date"),
        t!(words, "lists-bill"),
        t!(words, "lists-receipt"),
        t!(words, "lists-offer"),
        t!(words, "lists-off"),
        t!(words, "lists-due"),
        t!(words, "lists-reference"),
        t!(words, "lists-reason"),
    ]
}

impl LookPage {
    fn of(shop: &ListShop, listed: &Listed, key: String) -> Self {
        let words = shop.words();
        let (mut good, mut carried, mut bad) = (Vec::new(), Vec::new(), Vec::new());
        for fate in &listed.rows {
            match &fate.told {
                Ok(claim) => {
                    good.push(FateLine {
                        number: fate.row.number.clone(),
                        who: who(fate.surname.as_deref(), fate.card_tail.as_deref(), words),
                        date: fate.row.date.clone(),
                        title: claim.title.clone().unwrap_or_default(),
                        bill: words.amount(claim.bill),
                        off: words.amount(claim.off),
                        due: words.amount(claim.due),
                    });
                    let discount = claim.discount.as_ref().map(ToString::to_string);
                    carried.push(ListRow {
                        discount: discount.unwrap_or_default(),
                        off: claim.off.to_string(),
                        ..fate.row.clone()
                    });
                }
                Err(_) => bad.push(Line::refused(fate, words)),
            }
        }
        let [bills, off, due] = listed.sums().map(|sum| words.amount(sum));
        LookPage {
            frame: shop.frame(),
            shop: shop.head(),
            path: shop.path(),
            is_done: false,
            takes_away: shop.shop.may(Right::Export),
            bad: placed(bad.into_iter()),
            rows: listed.rows.iter().map(|fate| fate.row.clone()).collect(),
            good,
            carried: carry(carried.iter()),
            key,
            sums: Sums { bills, off, due },
        }
    }

    /// The same as it was recorded, with the rows that were left out of it.
    fn done(mut self, left: &Listed, words: Words) -> Self {
        self.is_done = true;
        let lines = left.rows.iter().map(|fate| match &fate.told {
            Ok(_) => Line {
                fault: Some(t!(words, "lists-not-confirmed")),
                ..Line::typed(&fate.row)
            },
            Err(_) => Line::refused(fate, words),
        });
        self.bad = placed(self.bad.into_iter().chain(lines));
        // The file tells of every row.
        self.carried = carry(self.rows.iter().chain(left.rows.iter().map(|fate| &fate.row)));
        self
    }
}

/// The form of a list is never longer than its rows can be.
const _: () = assert!(MOST_ROWS * 512 <= LARGEST);
