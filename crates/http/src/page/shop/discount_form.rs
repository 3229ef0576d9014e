//! Proposing a discount: filled in, read back in words, and then sent to the office.

use askama::Template;
use axum::response::{IntoResponse, Redirect, Response};
use xiaonuan_domain::calendar::{Day, PeriodLength};
use xiaonuan_domain::code::Code;
use xiaonuan_domain::command::{Command, DiscountTerms, Reduction, RegisterDiscount, UsesLimit};
use xiaonuan_domain::eligibility::EligibleFor;
use xiaonuan_domain::kind::{DiscountState, UsesScope};
use xiaonuan_domain::money::Money;
use xiaonuan_domain::percent::Percent;
use xiaonuan_domain::refusal::RefusalCode;

use super::super::form::{Posted, Typed, again, again_for};
use super::super::{Frame, Page};
use super::head::{Part, ShopHead};
use super::terms;
use super::within::Shop;
use crate::fault::{Fault, FieldCode, FieldFault};
use crate::field;
use crate::words::{Words, t};

/// For how long a discount is proposed where nothing is said: to the end of the year after.
const YEARS: u16 = 2;
/// The lengths of the periods in which uses are counted.
const PERIODS: [(PeriodLength, &str); 5] = [
    (PeriodLength::Day, "day"),
    (PeriodLength::Week, "week"),
    (PeriodLength::Month, "month"),
    (PeriodLength::Year, "year"),
    (PeriodLength::Total, "total"),
];

#[derive(Template)]
#[template(path = "shop_proposal.html")]
pub(crate) struct ShopProposalPage {
    pub(crate) frame: Frame,
    pub(crate) shop: ShopHead,
    pub(crate) form: Typed,
    /// What was filled in, in words: then it can be sent.
    pub(crate) said: Option<(String, Vec<String>)>,
    pub(crate) address: String,
    pub(crate) discounts: String,
}

impl ShopProposalPage {
    fn periods(&self) -> Vec<(&'static str, String)> {
        let words = self.frame.words;
        PERIODS
            .map(|(length, code)| (code, terms::period(words, length)))
            .into()
    }
}

/// The form.
pub(crate) async fn show(shop: Shop) -> Result<Page<ShopProposalPage>, Fault> {
    let today = shop.today().await?;
    let end = today
        .first_of_year_after(YEARS)
        .and_then(Day::previous)
        .unwrap_or(today);
    let form = Typed::new("offer")
        .with("code", next(&shop).to_string())
        .with("kind", "percent")
        .with("scope", UsesScope::Resident.as_str())
        .with("period", "week")
        .with("valid_from", today.to_string())
        .with("valid_to", end.to_string());
    Ok(Page(page(&shop, form, None)))
}

fn page(shop: &Shop, form: Typed, said: Option<(String, Vec<String>)>) -> ShopProposalPage {
    ShopProposalPage {
        frame: shop.frame_sending("/discounts/new", ("offer", "/discounts/new")),
        shop: shop.head(Part::Discounts),
        form,
        said,
        address: shop.at("/discounts/new"),
        discounts: shop.at("/discounts"),
    }
}

fn next(shop: &Shop) -> Code {
    shop.next_code(|code| shop.registers().discounts.by_code(code).is_some())
}

/// Reads the form back in words; once it was read back, sends it to the office. Its code was chosen when the form was shown,
/// so that a second tap proposes nothing twice.
pub(crate) async fn propose(shop: Shop, posted: Posted) -> Result<Response, Fault> {
    let words = shop.visit.words;
    let mut form = posted.typed("offer");
    let Some(terms) = read(&posted, &mut form, words) else {
        return Ok(again(page(&shop, form, None)));
    };
    let said = Some((terms.public_title.clone(), terms::all(words, &terms)));
    if posted.get("press") != "offer" {
        return Ok(Page(page(&shop, form, said)).into_response());
    }
    let code: Code = posted.get("code").parse().map_err(|_| Fault::BadRequest)?;
    let asked = |code: Code| {
        Command::RegisterDiscount(RegisterDiscount {
            discount: code,
            merchant: shop.code.to_string(),
            fund: String::new(),
            state: DiscountState::Offered,
            terms: terms.clone(),
        })
    };
    let done = match shop.ask(asked(code)).await {
        // Somebody else took the code while this one was filled in.
        Err(Fault::Refused(refusal)) if is_taken(refusal.code) => shop.ask(asked(next(&shop))).await,
        done => done,
    };
    match done {
        Ok(_) => Ok(Redirect::to(&shop.at("/discounts")).into_response()),
        Err(fault @ Fault::Refused(_)) => {
            form.refuse(&fault, words);
            Ok(again_for(&fault, page(&shop, form, said)))
        }
        Err(fault) => Err(fault),
    }
}

const fn is_taken(code: RefusalCode) -> bool {
    matches!(code, RefusalCode::DuplicateCode | RefusalCode::RefConflict)
}

/// What the form says, or what is wrong with which field.
fn read(posted: &Posted, form: &mut Typed, words: Words) -> Option<DiscountTerms> {
    let mut fields = Fields { posted, form, words };
    let title = fields.text("title");
    let reduction = match posted.get("kind") {
        "percent" => fields.needed("percent", FieldCode::Percent).map(Reduction::Percent),
        "amount" => fields.amount("amount_off", true).flatten().map(Reduction::AmountOff),
        "waiver" => Some(Reduction::Waiver),
        _ => fields.wrong("kind", FieldCode::Required),
    };
    let min_spend = fields.amount("min_spend", false);
    let cap_per_bill = fields.amount("cap_per_bill", false);
    let budget = fields.amount("budget", false);
    let uses = fields.uses();
    let valid_from = fields.day("valid_from");
    let valid_to = fields.day("valid_to");
    if let (Some(from), Some(to)) = (valid_from, valid_to)
        && to < from
    {
        fields.wrong::<()>("valid_to", FieldCode::Order);
    }
    if form.is_wrong() {
        return None;
    }
    let title = title?;
    Some(DiscountTerms {
        public_title: title.clone(),
        title,
        reduction: reduction?,
        min_spend: min_spend?,
        cap_per_bill: cap_per_bill?,
        // Whom an offer is for beyond that is the office's to say: a shop does not choose among its neighbours.
        eligible: EligibleFor::All,
        uses: uses?,
        fund_share: Percent::ZERO,
        budget: budget?,
        valid_from: valid_from?,
        valid_to: valid_to?,
    })
}

/// Fields that are read one by one; what is wrong is told at each.
struct Fields<'a> {
    posted: &'a Posted,
    form: &'a mut Typed,
    words: Words,
}

impl Fields<'_> {
    fn wrong<T>(&mut self, name: &'static str, code: FieldCode) -> Option<T> {
        self.form.wrong(name, FieldFault::new(name, code).message(self.words));
        None
    }

    fn needed<T: std::str::FromStr>(&mut self, name: &'static str, code: FieldCode) -> Option<T> {
        match self.posted.get(name) {
            "" => self.wrong(name, FieldCode::Required),
            text => match text.parse() {
                Ok(value) => Some(value),
                Err(_) => self.wrong(name, code),
            },
        }
    }

    fn text(&mut self, name: &'static str) -> Option<String> {
        let text = self.posted.get(name);
        match field::text(text) {
            Ok(()) => Some(text.to_owned()),
            Err(_) if text.is_empty() => self.wrong(name, FieldCode::Required),
            Err(error) => self.wrong(name, FieldCode::of(&error.code)),
        }
    }

    fn day(&mut self, name: &'static str) -> Option<Day> {
        let day = self.needed(name, FieldCode::Day)?;
        if Day::is_of_the_books(day) {
            Some(day)
        } else {
            self.wrong(name, FieldCode::Day)
        }
    }

    /// An amount, or none where it may be left out.
    fn amount(&mut self, name: &'static str, is_needed: bool) -> Option<Option<Money>> {
        match self.posted.get(name) {
            "" if is_needed => self.wrong(name, FieldCode::Required),
            "" => Some(None),
            text => match Money::typed(text) {
                Ok(amount) if amount.is_positive() => Some(Some(amount)),
                _ => self.wrong(name, FieldCode::Amount),
            },
        }
    }

    fn uses(&mut self) -> Option<Option<UsesLimit>> {
        if self.posted.get("most").is_empty() {
            return Some(None);
        }
        let most: u32 = self.needed("most", FieldCode::Number)?;
        if most == 0 {
            return self.wrong("most", FieldCode::Number);
        }
        let Ok(scope) = self.posted.get("scope").parse() else {
            return self.wrong("scope", FieldCode::Required);
        };
        let named = self.posted.get("period");
        let period = PERIODS.iter().find(|(_, code)| *code == named);
        let Some((period, _)) = period else {
            return self.wrong("period", FieldCode::Required);
        };
        let period = *period;
        Some(Some(UsesLimit { most, scope, period }))
    }
}
