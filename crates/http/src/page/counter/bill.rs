//! The card, the bill, and what it comes to.

use askama::Template;
use axum::extract::rejection::FormRejection;
use axum::extract::{Form, Path, State};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use xiaonuan_app::counter::{CodeKind, Device};
use xiaonuan_app::desk::{Asking, CounterOffer, CounterQuote, DeskError};
use xiaonuan_app::service::Service;
use xiaonuan_domain::command::CardNamed;
use xiaonuan_domain::money::Money;

use super::come::pin_asked;
use super::offer::{OfferRow, value};
use super::slip::{REFERENCES, Slip};
use super::{QUOTE, Till, frame};
use crate::api::counter::{AtDevice, DEVICE, kept};
use crate::fault::{Faced, Fault, FieldCode};
use crate::open::Visit;
use crate::page::card::of_token;
use crate::page::form::{again, again_for, filled};
use crate::page::{Frame, Page};
use crate::words::{Words, t};

/// Where a card is shown.
#[derive(Template)]
#[template(path = "counter_code.html")]
pub(crate) struct ShowCardPage {
    pub(crate) frame: Frame,
    pub(crate) till: Till,
    /// Why nothing came of the card before, or what was not recorded.
    pub(crate) notice: Option<Notice>,
    /// What is wrong with the code that was typed.
    pub(crate) fault: Option<String>,
    /// What was typed that is no card's code.
    pub(crate) typed: String,
}

/// Whose card it is, what they can use, and what their bill comes to.
#[derive(Template)]
#[template(path = "counter_bill.html")]
pub(crate) struct BillPage {
    pub(crate) frame: Frame,
    pub(crate) till: Till,
    pub(crate) surname: String,
    pub(crate) tail: String,
    /// What rides along.
    pub(crate) slip: Slip,
    pub(crate) offers: Vec<OfferRow>,
    pub(crate) voucher: Option<VoucherField>,
    pub(crate) due: Option<Due>,
    /// Whether the number of the shop's receipt must be given.
    pub(crate) needs_receipt: bool,
    pub(crate) notice: Option<Notice>,
    pub(crate) bill_fault: Option<String>,
    pub(crate) receipt_fault: Option<String>,
}

impl BillPage {
    /// Whether a field is not as it should be.
    fn is_wrong(&self) -> bool {
        let is_no_amount = |voucher: &VoucherField| voucher.fault.is_some() && self.due.is_none();
        self.bill_fault.is_some() || self.receipt_fault.is_some() || self.voucher.as_ref().is_some_and(is_no_amount)
    }
}

/// What vouchers pay.
pub(crate) struct VoucherField {
    /// What they could pay of this bill.
    pub(crate) left: String,
    /// What they shall pay.
    pub(crate) value: String,
    /// Whether that is what was typed in the field, or as much of it as goes.
    pub(crate) fault: Option<String>,
}

/// What the customer pays.
pub(crate) struct Due {
    pub(crate) amount: String,
    /// What it is reduced by: discount and vouchers.
    pub(crate) parts: String,
    /// Whether there is anything to confirm.
    pub(crate) is_reduced: bool,
}

/// What the page says before everything else.
#[derive(Clone)]
pub(crate) struct Notice {
    pub(crate) text: String,
    /// What is told about elsewhere.
    pub(crate) link: Option<(String, String)>,
}

impl Notice {
    pub(super) fn plain(text: String) -> Self {
        Notice { text, link: None }
    }
}

/// What the page says besides what was typed.
#[derive(Default)]
pub(super) struct Said {
    pub(super) notice: Option<Notice>,
    pub(super) receipt_fault: Option<String>,
}

#[derive(Deserialize)]
pub(crate) struct CodeForm {
    #[serde(default)]
    code: String,
}

/// The counter, before anybody stands at its other side.
pub(super) async fn begin(
    State(service): State<Service>,
    AtDevice(device): AtDevice,
    visit: Visit,
) -> Result<Response, Fault> {
    if device.staff.is_none() {
        return pin_asked(&service, &device, &visit, (None, None)).await;
    }
    Ok(Page(code_page(&device, &visit)).into_response())
}

/// The address in a card's QR code. On a shop's device it is the counter with that card shown; elsewhere it is the card's own
/// page, which its holder opens.
pub(super) async fn from_code(
    State(service): State<Service>,
    headers: HeaderMap,
    visit: Visit,
    Path(token): Path<String>,
) -> Result<Response, Fault> {
    let device = match kept(&headers, DEVICE) {
        Some(secret) => service.device(&secret).await?,
        None => None,
    };
    match device {
        Some(device) => shown(&service, &device, &visit, Slip::of_code(&token)).await,
        // Whoever else scans it holds the card, or acts for its holder.
        None => of_token(&service, &visit, &headers, &token).await,
    }
}

/// A card is shown.
pub(super) async fn card(
    State(service): State<Service>,
    AtDevice(device): AtDevice,
    visit: Visit,
    form: Result<Form<CodeForm>, FormRejection>,
) -> Result<Response, Fault> {
    let slip = Slip::of_code(&filled(form)?.code);
    let fault = match CodeKind::of(&slip.code) {
        Some(_) => None,
        None if slip.code.is_empty() => Some(FieldCode::Required.message(visit.words)),
        // What no card can have is mistyped: the customer need not be sent to the community for it.
        None => Some(t!(visit.words, "counter-code-mistyped")),
    };
    if fault.is_some() && device.staff.is_some() {
        return Ok(again(ShowCardPage {
            fault,
            typed: slip.code,
            ..code_page(&device, &visit)
        }));
    }
    shown(&service, &device, &visit, slip).await
}

/// A bill was typed, or something about it changed.
pub(super) async fn quote(
    State(service): State<Service>,
    AtDevice(device): AtDevice,
    visit: Visit,
    form: Result<Form<Slip>, FormRejection>,
) -> Result<Response, Fault> {
    shown(&service, &device, &visit, filled(form)?).await
}

async fn shown(service: &Service, device: &Device, visit: &Visit, slip: Slip) -> Result<Response, Fault> {
    if device.staff.is_none() {
        return pin_asked(service, device, visit, (Some(slip), None)).await;
    }
    show(service, device, visit, slip, Said::default()).await
}

/// Asks for a card.
fn code_page(device: &Device, visit: &Visit) -> ShowCardPage {
    ShowCardPage {
        frame: frame(visit),
        till: Till::of(device),
        notice: None,
        fault: None,
        typed: String::new(),
    }
}

/// The page of a card and a bill, as things stand now; or that of a card, if there is nothing to use with this one.
pub(super) async fn show(
    service: &Service,
    device: &Device,
    visit: &Visit,
    mut slip: Slip,
    said: Said,
) -> Result<Response, Fault> {
    let card = if slip.card.is_empty() {
        CardNamed::Presented(slip.code.clone())
    } else {
        service.stood_in_for(device, &slip.card).await?
    };
    if slip.is_another_bill() {
        // It was of the former that somebody said to record it although one like it was.
        slip.again = String::new();
    }
    let quote = match quoted(service, device, &slip, card).await {
        Ok(quote) => quote,
        Err(error @ (DeskError::Refused(_) | DeskError::Slow(_))) => {
            // Of a card that is nobody's, and of one that is no use today, the page is the same by every byte.
            let fault = Fault::from(error);
            let why = || Notice::plain(said_of(visit.words, &fault));
            // Whatever the reason, a code that was typed may have been mistyped.
            let was_typed = CodeKind::of(&slip.code) == Some(CodeKind::Short);
            let page = ShowCardPage {
                // What became of a bill is said before whatever is true of the card now.
                notice: Some(said.notice.unwrap_or_else(why)),
                fault: was_typed.then(|| t!(visit.words, "counter-code-compare")),
                typed: if was_typed { slip.code } else { String::new() },
                ..code_page(device, visit)
            };
            return Ok(again_for(&fault, page));
        }
        Err(error) => return Err(error.into()),
    };
    if slip.card.is_empty()
        && let Some(card) = &quote.card
    {
        slip.card = service.stand_in(device, card).await?.reveal().to_owned();
        slip.code = String::new();
    }
    if !slip.has_own_reference() {
        slip.reference = service.new_reference(REFERENCES).to_string();
    }
    let is_refused = said.notice.is_some();
    let page = page((device, visit), slip, quote, said);
    Ok(match page.is_wrong() {
        _ if is_refused => Faced(StatusCode::CONFLICT, Page(page)).into_response(),
        true => again(page),
        false => Page(page).into_response(),
    })
}

/// Why something is refused, in one sentence and the next step.
pub(super) fn said_of(words: Words, fault: &Fault) -> String {
    match fault {
        Fault::TooManyTries(_) => fault.told(words),
        fault => fault.detail(words),
    }
}

/// What a bill is reduced by.
fn parts(words: Words, off: Money, voucher: Money) -> String {
    let off = off
        .is_positive()
        .then(|| t!(words, "counter-part-off", amount = words.amount(off)));
    let voucher = voucher
        .is_positive()
        .then(|| t!(words, "counter-part-voucher", amount = words.amount(voucher)));
    let parts: Vec<String> = off.into_iter().chain(voucher).collect();
    parts.join(" + ")
}

async fn quoted(service: &Service, device: &Device, slip: &Slip, card: CardNamed) -> Result<CounterQuote, DeskError> {
    let community = device.community.as_str();
    let bill = slip.bill().ok().flatten();
    let asking = Asking {
        at_most: true,
        ..device.asking(card, bill.unwrap_or_default(), slip.own_voucher().ok().flatten())
    };
    match bill {
        Some(_) => service.quote_at_counter(community, &asking).await,
        None => service.usable_at_counter(community, &asking).await,
    }
}

/// Fills the page: the offer that was pressed is chosen if it can be used, otherwise the best one.
fn page((device, visit): (&Device, &Visit), mut slip: Slip, quote: CounterQuote, said: Said) -> BillPage {
    let words = visit.words;
    let has_bill = quote.bill.is_positive();
    let usable = |told: &&CounterOffer| told.offer.result.is_ok();
    let by_hand = slip.own_discount();
    let picked = quote
        .offers
        .iter()
        .filter(usable)
        .find(|told| Some(value(told).as_str()) == by_hand);
    let chosen = picked.or_else(|| quote.offers.iter().find(usable)).filter(|_| has_bill);
    let terms = chosen.and_then(|told| told.offer.result.as_ref().ok());
    let own = slip.own_voucher();
    let pays = terms.map_or(Money::ZERO, |terms| terms.voucher);
    // Before there is a bill, nobody asked what vouchers could pay of it.
    let off = terms.map_or(Money::ZERO, |terms| terms.discount);
    let most = quote
        .bill
        .minus(off)
        .map_or(quote.voucher_left, |rest| rest.min(quote.voucher_left));
    let voucher = (has_bill && quote.voucher_left.is_positive()).then(|| VoucherField {
        left: words.amount(most),
        value: match own {
            Err(()) => slip.voucher.clone(),
            Ok(_) => pays.to_string(),
        },
        fault: match own {
            Err(()) => Some(FieldCode::Amount.message(words)),
            Ok(Some(own)) if own > pays => Some(t!(words, "counter-voucher-most", amount = words.amount(pays))),
            Ok(_) => None,
        },
    });
    // Nothing is confirmed as long as it is not known what vouchers shall pay.
    let due = (has_bill && own.is_ok()).then(|| Due {
        amount: words.amount(terms.map_or(quote.bill, |terms| terms.due)),
        parts: parts(words, off, pays),
        is_reduced: terms.is_some(),
    });
    let flag = |is_set: bool| if is_set { "1".to_owned() } else { String::new() };
    slip.own_discount = flag(picked.is_some());
    slip.own_voucher = flag(!matches!(own, Ok(None)));
    let chosen = chosen.map(value);
    let rows = quote.offers.iter();
    let offers = rows.map(|told| OfferRow::of(words, told, (chosen.as_deref(), has_bill)));
    let offers = offers.collect();
    slip.shown_discount = chosen.clone().unwrap_or_default();
    slip.discount = chosen.unwrap_or_default();
    slip.shown_bill = if has_bill {
        quote.bill.to_string()
    } else {
        String::new()
    };
    slip.shown_off = off.to_string();
    slip.shown_voucher = if own.is_ok() { pays.to_string() } else { String::new() };
    BillPage {
        frame: frame(visit).sending("bill-form", &Uri::from_static(QUOTE)),
        till: Till::of(device),
        surname: quote.surname,
        tail: quote.card_tail.unwrap_or_default(),
        needs_receipt: quote.needs_receipt,
        bill_fault: slip.bill().err().map(|()| FieldCode::Amount.message(words)),
        receipt_fault: said.receipt_fault,
        notice: said.notice,
        slip,
        offers,
        voucher,
        due,
    }
}
