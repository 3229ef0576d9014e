//! A shop's day and month, and what waits for whoever answers for it.

use askama::Template;
use axum::response::{IntoResponse, Redirect, Response};
use xiaonuan_app::counter::Today;
use xiaonuan_app::shop::ShopOffer;
use xiaonuan_app::view::StatementsAsked;
use xiaonuan_domain::access::Right;
use xiaonuan_domain::calendar::Day;
use xiaonuan_domain::command::{Command, Reversal};
use xiaonuan_domain::ledger::StatementState;
use xiaonuan_domain::money::Sum;
use xiaonuan_domain::record::RecordKind;
use xiaonuan_domain::register::Register;
use xiaonuan_domain::register::entry::EntryDetails;

use super::super::form::{Posted, again, again_for};
use super::super::{Frame, Page};
use super::head::{Part, ShopHead};
use super::line::{BillLine, Names, time_of};
use super::stretch::Stretch;
use super::within::Shop;
use crate::fault::Fault;
use crate::words::t;

/// Why something was taken back, where the shop says no more.
const UNDONE: &str = "商户撤销";
/// The most statements that are looked at for one that waits.
const STATEMENTS: usize = 100;

#[derive(Template)]
#[template(path = "shop_today.html")]
pub(crate) struct ShopTodayPage {
    pub(crate) frame: Frame,
    pub(crate) shop: ShopHead,
    pub(crate) day: String,
    /// What was confirmed today: of whoever stands at the counter only what they confirmed themself.
    pub(crate) lines: Vec<TodayLine>,
    /// What customers paid of those that stand, and how many they are.
    pub(crate) due: String,
    pub(crate) times: i64,
    /// For whoever answers for the shop, or keeps the books.
    pub(crate) month: Option<MonthFigures>,
    pub(crate) waiting: Vec<Waiting>,
    pub(crate) undo: String,
    pub(crate) fault: Option<String>,
}

/// What was confirmed today.
pub(crate) struct TodayLine {
    pub(crate) bill: BillLine,
    /// Until when it can be undone by whoever reads.
    pub(crate) undo_until: Option<String>,
}

/// The month so far.
pub(crate) struct MonthFigures {
    pub(crate) owed_new: String,
    pub(crate) owed: String,
    pub(crate) paid: Option<(String, String)>,
    pub(crate) customers: String,
    pub(crate) times: String,
    pub(crate) redemptions: String,
    pub(crate) statements: String,
}

/// Something that waits, and where it is done.
pub(crate) struct Waiting {
    pub(crate) text: String,
    pub(crate) press: String,
    pub(crate) address: String,
}

/// The shop today.
pub(crate) async fn show(shop: Shop) -> Result<Page<ShopTodayPage>, Fault> {
    let frame = shop.frame();
    Ok(Page(page(&shop, frame, None).await?))
}

async fn page(shop: &Shop, frame: Frame, fault: Option<String>) -> Result<ShopTodayPage, Fault> {
    let today = shop.today().await?;
    let names = Names::of(shop);
    let (words, may_undo) = (shop.visit.words, shop.may(Right::ServeCounter));
    let (mut due, mut times) = (Sum::ZERO, 0);
    let mut lines = Vec::new();
    for one in confirmed(shop).await? {
        if !one.used.is_undone {
            due += Sum::from(one.used.receipt.due);
            times += 1;
        }
        let undo_until = one.undo_until.filter(|_| may_undo);
        lines.push(TodayLine {
            bill: BillLine::of(shop, &names, &one.used, one.staff.as_deref()),
            undo_until: undo_until.map(|until| time_of(&until).to_owned()),
        });
    }
    let (month, waiting) = if shop.sees_all() {
        (Some(month(shop, today).await?), waiting(shop, today).await?)
    } else {
        (None, Vec::new())
    };
    Ok(ShopTodayPage {
        frame,
        shop: shop.head(Part::Today),
        day: today.to_string(),
        lines,
        due: words.amount(due),
        times,
        month,
        waiting,
        undo: shop.at("/undo"),
        fault,
    })
}

/// What was confirmed today, as far as whoever asks sees it.
async fn confirmed(shop: &Shop) -> Result<Vec<Today>, Fault> {
    let own = (!shop.sees_all()).then(|| shop.by.actor.recorded.to_string());
    let all = shop.service.today_of_shop(shop.community(), &shop.code, own.as_deref());
    Ok(all.await?)
}

async fn month(shop: &Shop, today: Day) -> Result<MonthFigures, Fault> {
    let words = shop.visit.words;
    let month = shop.reading.shop_month(&shop.code, today).await?;
    let paid = month
        .last_paid
        .map(|paid| (paid.on.to_string(), words.amount(paid.amount)));
    Ok(MonthFigures {
        owed_new: words.amount(month.sums.owed),
        owed: words.amount(month.owed),
        paid,
        customers: month.customers.to_string(),
        times: month.sums.times.to_string(),
        redemptions: format!("{}?period={}", shop.at("/redemptions"), Stretch::month_of(today)),
        statements: shop.at("/statements"),
    })
}

async fn waiting(shop: &Shop, today: Day) -> Result<Vec<Waiting>, Fault> {
    let words = shop.visit.words;
    let mut all = Vec::new();
    if shop.may(Right::ReadStatements) {
        let asked = StatementsAsked {
            merchant: Some(shop.code.clone()),
            state: Some(StatementState::Sent),
        };
        for row in shop.reading.statements(&asked, 0, STATEMENTS).await?.rows {
            let (month, total) = (row.month.to_string(), words.amount(row.total));
            all.push(Waiting {
                text: t!(words, "shop-waits-statement", month = month, total = total),
                press: t!(words, "shop-waits-statement-press"),
                address: shop.at(&format!("/statements/{}", row.reference)),
            });
        }
    }
    let offers = shop.reading.shop_offers(&shop.code, today).await?;
    for offer in offers.iter().filter(|offer| offer.is_valid && offer.runs_low()) {
        all.push(low(shop, offer));
    }
    if shop.may(Right::KeepShop) {
        all.extend(set_up(shop));
    }
    Ok(all)
}

fn low(shop: &Shop, offer: &ShopOffer) -> Waiting {
    let words = shop.visit.words;
    let left = words.amount(offer.left().unwrap_or_default());
    let title = offer.terms.public_title.as_str();
    Waiting {
        text: t!(words, "shop-waits-budget", title = title, left = left),
        press: t!(words, "shop-waits-budget-press"),
        address: shop.at("/discounts"),
    }
}

/// What a shop has to do before its first customer: a phone, and somebody who stands at it.
fn set_up(shop: &Shop) -> Vec<Waiting> {
    let words = shop.visit.words;
    let has = |register: Register| {
        let mut rows = shop.registers().entries(register).iter();
        rows.any(|(_, row)| match &row.details {
            EntryDetails::Device(device) => device.merchant == shop.code && device.pairing > 0,
            EntryDetails::Staff(member) => member.merchant == shop.code,
            _ => false,
        })
    };
    let device = (!has(Register::Device)).then(|| Waiting {
        text: t!(words, "shop-waits-device"),
        press: t!(words, "shop-waits-device-press"),
        address: shop.at("/devices"),
    });
    let staff = (!has(Register::Staff)).then(|| Waiting {
        text: t!(words, "shop-waits-staff"),
        press: t!(words, "shop-waits-staff-press"),
        address: shop.at("/staff"),
    });
    device.into_iter().chain(staff).collect()
}

/// Takes back what was confirmed in the last minutes. The same press again finds it done.
pub(crate) async fn undo(shop: Shop, posted: Posted) -> Result<Response, Fault> {
    let reference = posted.get("ref");
    let all = confirmed(&shop).await?;
    let found = all.into_iter().find(|one| one.used.receipt.reference == reference);
    let found = found.ok_or(Fault::NotFound)?;
    let used = found.used;
    if used.is_undone {
        return Ok(Redirect::to(&shop.at("")).into_response());
    }
    if found.undo_until.is_none() {
        let told = t!(shop.visit.words, "shop-undo-over");
        return Ok(again(page(&shop, shop.frame_at(""), Some(told)).await?));
    }
    let own = format!("undo-{}", used.seq);
    let of = format!("{}/{reference}", RecordKind::Redemption);
    let command = Command::Reverse(Reversal {
        reference: own.parse().map_err(|_| Fault::BadRequest)?,
        of: of.parse().map_err(|_| Fault::BadRequest)?,
        date: shop.today().await?,
        reason: UNDONE.to_owned(),
        counter: None,
    });
    match shop.ask(command).await {
        Ok(_) => Ok(Redirect::to(&shop.at("")).into_response()),
        Err(fault @ Fault::Refused(_)) => {
            let told = fault.told(shop.visit.words);
            let page = page(&shop, shop.frame_at(""), Some(told)).await?;
            Ok(again_for(&fault, page))
        }
        Err(fault) => Err(fault),
    }
}
