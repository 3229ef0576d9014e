//! What was confirmed at a shop: by day, month or year, by branch and by staff, with what all of it comes to; and the same as a
//! file.

use askama::Template;
use axum::body::Body;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use futures::StreamExt;
use serde::Deserialize;
use validator::{Validate, ValidationError};
use xiaonuan_app::report::{Format, ReportName, render};
use xiaonuan_app::shop::{ShopAsked, ShopPage, ShopSums};
use xiaonuan_domain::access::Right;
use xiaonuan_domain::calendar::Day;

use super::super::{Frame, Page};
use super::head::{Part, ShopHead};
use super::line::{BillLine, Names};
use super::stretch::Stretch;
use super::within::Shop;
use crate::fault::{Fault, FieldCode};
use crate::query::{ValidQuery, filled, said};
use crate::words::t;

/// How many a page has.
const LINES: u32 = 50;

/// Which redemptions, and in which form.
#[derive(Clone, Debug, Default, Deserialize, Validate)]
pub(crate) struct RedemptionsQuery {
    /// A day, a month or a year.
    #[serde(default, deserialize_with = "filled")]
    #[validate(custom(function = "stretch"))]
    period: Option<String>,
    #[serde(default, deserialize_with = "filled")]
    #[validate(custom(function = "crate::query::code"))]
    branch: Option<String>,
    #[serde(default, deserialize_with = "filled")]
    #[validate(custom(function = "crate::query::code"))]
    staff: Option<String>,
    /// Where the page begins, as the page before gave it.
    #[serde(default, deserialize_with = "filled")]
    #[validate(custom(function = "crate::query::number"))]
    before: Option<String>,
    #[serde(default, deserialize_with = "filled")]
    #[validate(custom(function = "file"))]
    format: Option<String>,
}

fn stretch(text: &str) -> Result<(), ValidationError> {
    let code = FieldCode::Day.as_str();
    text.parse::<Stretch>()
        .map(drop)
        .map_err(|_| ValidationError::new(code))
}

/// What is taken away: a file that programs of bookkeeping read.
fn file(text: &str) -> Result<(), ValidationError> {
    match text.parse::<Format>() {
        Ok(Format::Csv | Format::Xlsx) => Ok(()),
        _ => Err(crate::query::none_of(
            [Format::Csv, Format::Xlsx].iter().map(|format| format.as_str()),
        )),
    }
}

#[derive(Template)]
#[template(path = "shop_redemptions.html")]
pub(crate) struct ShopRedemptionsPage {
    pub(crate) frame: Frame,
    pub(crate) shop: ShopHead,
    /// What the list is of, and what the form of the filter holds.
    pub(crate) period: String,
    pub(crate) title: String,
    /// The kind of field for the period.
    pub(crate) kind: &'static str,
    pub(crate) branch: String,
    pub(crate) staff: String,
    pub(crate) branches: Vec<(String, String)>,
    pub(crate) members: Vec<(String, String)>,
    /// Day, month and year, each with its address and whether it is shown.
    pub(crate) lengths: Vec<(String, String, bool)>,
    /// The stretch before and the one after.
    pub(crate) beside: [Option<(String, String)>; 2],
    pub(crate) sums: ShopSums,
    pub(crate) customers: i64,
    pub(crate) by_day: Vec<DayLine>,
    pub(crate) lines: Vec<BillLine>,
    /// The first page, if this is a later one, and the next.
    pub(crate) first: Option<String>,
    pub(crate) next: Option<String>,
    /// Files of all that is filtered.
    pub(crate) files: Vec<(&'static str, String)>,
    pub(crate) path: String,
}

/// What a day or a month came to.
pub(crate) struct DayLine {
    pub(crate) label: String,
    pub(crate) address: String,
    pub(crate) sums: ShopSums,
}

/// The redemptions of the shop, or a file of them.
pub(crate) async fn show(shop: Shop, ValidQuery(query): ValidQuery<RedemptionsQuery>) -> Result<Response, Fault> {
    let today = shop.today().await?;
    let stretch: Stretch = said(query.period.as_ref()).unwrap_or_else(|| Stretch::month_of(today));
    let asked = ShopAsked {
        merchant: shop.code.clone(),
        from: stretch.first(),
        to: stretch.last(),
        branch: said(query.branch.as_ref()),
        staff: said(query.staff.as_ref()),
    };
    if let Some(format) = said(query.format.as_ref()) {
        return taken_away(shop, asked, format).await;
    }
    let before = said(query.before.as_ref());
    let page = shop.reading.shop_redemptions(&asked, before, LINES).await?;
    let filter = Filter { stretch, query: &query };
    Ok(Page(shown(&shop, today, &filter, page)).into_response())
}

/// The file of all that is asked for.
async fn taken_away(shop: Shop, asked: ShopAsked, format: Format) -> Result<Response, Fault> {
    if !shop.may(Right::Export) {
        return Err(Fault::NotAllowed);
    }
    let writer = format.writer(shop.visit.words.books).ok_or(Fault::NotFound)?;
    shop.by
        .log_export(&shop.service, &shop.reading, ReportName::Redemptions, format)
        .await?;
    let report = shop.reading.shop_file(asked).await?;
    let name = format!("{}-{}", shop.code, report.heading.file_name(format));
    let bytes = render(report.heading, report.rows, writer).inspect(|piece| {
        if let Err(error) = piece {
            tracing::error!(%error, "a shop's file could not be finished");
        }
    });
    let headers = [
        (CONTENT_TYPE, format.media_type().to_owned()),
        (CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
    ];
    Ok((headers, Body::from_stream(bytes)).into_response())
}

/// What is filtered, from which the addresses of the page are made. All of it are codes and days, which need no escaping.
struct Filter<'a> {
    stretch: Stretch,
    query: &'a RedemptionsQuery,
}

impl Filter<'_> {
    fn address(&self, shop: &Shop, stretch: Stretch, more: &[(&str, &str)]) -> String {
        let own = [("branch", &self.query.branch), ("staff", &self.query.staff)];
        let own = own.iter().filter_map(|(name, value)| Some((*name, value.as_deref()?)));
        let mut address = format!("{}?period={stretch}", shop.at("/redemptions"));
        for (name, value) in own.chain(more.iter().copied()) {
            address += &format!("&{name}={value}");
        }
        address
    }
}

fn shown(shop: &Shop, today: Day, filter: &Filter<'_>, page: ShopPage) -> ShopRedemptionsPage {
    let (words, stretch, query) = (shop.visit.words, filter.stretch, filter.query);
    let names = Names::of(shop);
    let to = |stretch| filter.address(shop, stretch, &[]);
    // Whoever goes from a month to a day comes to a day in it.
    let near = today.clamp(stretch.first(), stretch.last());
    let lengths = [
        (
            t!(words, "shop-by-day"),
            Stretch::Day(near),
            matches!(stretch, Stretch::Day(_)),
        ),
        (
            t!(words, "shop-by-month"),
            Stretch::month_of(near),
            matches!(stretch, Stretch::Month(_)),
        ),
        (
            t!(words, "shop-by-year"),
            Stretch::year_of(near),
            matches!(stretch, Stretch::Year(_)),
        ),
    ];
    let beside = [stretch.before(), stretch.after()];
    let line = |line: &xiaonuan_app::shop::ShopLine| BillLine::of(shop, &names, &line.used, line.staff.as_deref());
    let next = page.next.map(|seq| seq.to_string());
    let formats = if shop.may(Right::Export) {
        &[Format::Csv, Format::Xlsx][..]
    } else {
        &[]
    };
    let file = |format: &Format| {
        let label = if *format == Format::Csv { "CSV" } else { "XLSX" };
        (label, filter.address(shop, stretch, &[("format", format.as_str())]))
    };
    ShopRedemptionsPage {
        frame: shop.frame(),
        shop: shop.head(Part::Redemptions),
        period: stretch.to_string(),
        title: stretch.to_string(),
        kind: match stretch {
            Stretch::Day(_) => "date",
            Stretch::Month(_) => "month",
            Stretch::Year(_) => "text",
        },
        branch: query.branch.clone().unwrap_or_default(),
        staff: query.staff.clone().unwrap_or_default(),
        branches: names.branches(),
        members: names.staff(),
        lengths: lengths
            .into_iter()
            .map(|(label, length, is_it)| (label, to(length), is_it))
            .collect(),
        beside: beside.map(|it| it.map(|it| (it.to_string(), to(it)))),
        sums: page.sums,
        customers: page.customers,
        by_day: by_day(shop, filter, &page),
        lines: page.lines.iter().map(line).collect(),
        first: query.before.as_ref().map(|_| to(stretch)),
        next: next.map(|seq| filter.address(shop, stretch, &[("before", &seq)])),
        files: formats.iter().map(file).collect(),
        path: shop.at("/redemptions"),
    }
}

/// The days of a month, the months of a year; a day has no parts.
fn by_day(shop: &Shop, filter: &Filter<'_>, page: &ShopPage) -> Vec<DayLine> {
    let part = |day: Day| match filter.stretch {
        Stretch::Day(_) => None,
        Stretch::Month(_) => Some(Stretch::Day(day)),
        Stretch::Year(_) => Some(Stretch::month_of(day)),
    };
    let mut lines: Vec<DayLine> = Vec::new();
    for (day, sums) in &page.by_day {
        let Some(part) = part(*day) else { continue };
        let label = part.to_string();
        match lines.last_mut().filter(|last| last.label == label) {
            Some(last) => last.sums.join(*sums),
            None => lines.push(DayLine {
                address: filter.address(shop, part, &[]),
                label,
                sums: *sums,
            }),
        }
    }
    lines
}

impl ShopRedemptionsPage {
    fn amount(&self, amount: &xiaonuan_domain::money::Sum) -> String {
        self.frame.words.amount(*amount)
    }

    /// The part of the discounts that funds bear.
    fn fund_part(&self) -> String {
        self.frame.words.amount(self.sums.owed - self.sums.voucher)
    }

    /// The part that the shop bears.
    fn own_part(&self) -> String {
        self.frame
            .words
            .amount(self.sums.off - (self.sums.owed - self.sums.voucher))
    }
}
