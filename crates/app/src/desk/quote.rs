//! Quotes: what a bill would come to, by every offer of the shop that the resident may use, before anything is
//! recorded. Each offer is decided by the very code that would record the claim.

use xiaonuan_domain::calendar::Instant;
use xiaonuan_domain::code::Code;
use xiaonuan_domain::command::{AtCounter, CardNamed, Claim, Command};
use xiaonuan_domain::document::RedemptionDocument;
use xiaonuan_domain::ledger::Ledger;
use xiaonuan_domain::money::Money;
use xiaonuan_domain::refusal::{Refusal, RefusalCode};
use xiaonuan_domain::register::{MerchantNo, Register, ResidentNo};
use xiaonuan_persistence::error::StoreError;
use xiaonuan_persistence::registers::CommunityNo;

use super::DeskError;
use crate::service::Service;

/// What a quote is asked for.
#[derive(Clone, Debug)]
pub struct Asking {
    /// Where.
    pub merchant: String,
    /// Whose bill.
    pub resident: String,
    /// When, not later than now; now, where nothing is said.
    pub at: Option<Instant>,
    /// The bill.
    pub bill: Money,
    /// How much of it vouchers shall pay; as much as they can, where nothing is said.
    pub voucher: Option<Money>,
    /// Whether vouchers pay less where they cannot pay as much as that.
    pub at_most: bool,
    /// The merchant's branch, where it is named.
    pub branch: Option<Code>,
    /// The card by which the resident is known, instead of their code.
    pub card: Option<CardNamed>,
    /// Who stands at the counter, where a shop asks.
    pub counter: Option<AtCounter>,
    /// Who asks, as whom codes of cards are tried.
    pub by: String,
}

/// What an offer would come to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// The discount; none where only vouchers pay.
    pub discount: Option<Code>,
    /// What it is called, which says nothing about who may use it.
    pub title: Option<String>,
    /// What it comes to, or why it cannot be used.
    pub result: Result<Terms, Refusal>,
}

/// What a bill comes to by an offer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    /// What the discount takes off.
    pub discount: Money,
    /// What vouchers pay.
    pub voucher: Money,
    /// What the customer pays 应收.
    pub due: Money,
}

/// A quote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quote {
    /// The bill.
    pub bill: Money,
    /// What the resident's vouchers could pay altogether.
    pub voucher_left: Money,
    /// The offers: what can be used first, the best for the customer first.
    pub offers: Vec<Offer>,
}

impl Service {
    /// What a bill would come to, by every offer of the shop that the resident may use on that day. Changes nothing.
    ///
    /// # Errors
    /// [`DeskError`]: an unknown community, shop or resident, a time to come, an amount that is none, a failing database.
    pub async fn quote(&self, community: &str, asking: &Asking) -> Result<Quote, DeskError> {
        let number = self.number_of(community).await?;
        let at = self.asked_at(asking)?;
        let (asking, taken) = self.asking_named(number, asking).await?;
        let quote = self.quote_in(number, at, &asking).await;
        self.answered(taken, &quote).await?;
        quote
    }

    async fn quote_in(&self, number: CommunityNo, at: Instant, asking: &Asking) -> Result<Quote, DeskError> {
        let mut rehearsal = self.journal().rehearse_in(number, Some(at)).await?;
        let (merchant, resident) = parties(rehearsal.ledger(), asking).map_err(DeskError::Refused)?;
        // Asking for all the voucher money there could be loads all that there is.
        rehearsal.load(&[asking.claim(at, None, asking.bill)]).await?;
        let voucher_left = rehearsal.ledger().voucher_left(resident, at);
        let candidates = candidates(rehearsal.ledger(), asking, (merchant, resident), at, voucher_left);
        let commands: Vec<Command> = candidates
            .iter()
            .map(|(discount, _, voucher)| asking.claim(at, discount.as_ref(), *voucher))
            .collect();
        let decided = rehearsal.each(&"quote".into(), &commands).await?;
        let mut offers = Vec::with_capacity(decided.len());
        for ((discount, title, _), decided) in candidates.into_iter().zip(decided) {
            let result = match decided {
                Ok(record) => Ok(terms(&record.document)?),
                Err(refusal) => Err(refusal),
            };
            offers.push(Offer {
                discount,
                title,
                result,
            });
        }
        offers.sort_by_key(best_first);
        Ok(Quote {
            bill: asking.bill,
            voucher_left,
            offers,
        })
    }
}

/// What can be used first, the best for the customer first.
pub(super) fn best_first(offer: &Offer) -> (bool, Money, Money, Option<Code>) {
    match &offer.result {
        // Of two that leave as little to pay, the one that leaves more on the vouchers.
        Ok(terms) => (false, terms.due, terms.voucher, offer.discount.clone()),
        Err(_) => (true, Money::ZERO, Money::ZERO, offer.discount.clone()),
    }
}

impl Asking {
    /// Whether the amounts are some. Rule: `invalid_amount`.
    pub(super) fn check_amounts(&self) -> Result<(), Refusal> {
        if !self.bill.is_positive() || self.voucher.is_some_and(Money::is_negative) {
            return Err(Refusal::new(RefusalCode::InvalidAmount));
        }
        Ok(())
    }

    /// What vouchers shall pay beside a discount, where so much is left on them.
    pub(super) fn paid_by_voucher(&self, discount: Money, left: Money) -> Money {
        let most = left.min(self.bill.minus(discount).unwrap_or(Money::ZERO));
        match self.voucher {
            Some(asked) if self.at_most => asked.min(most),
            Some(asked) => asked,
            None => most,
        }
    }

    fn claim(&self, at: Instant, discount: Option<&Code>, voucher: Money) -> Command {
        Command::Redeem(self.claimed(at, discount, voucher))
    }

    /// The claim of an offer.
    pub(super) fn claimed(&self, at: Instant, discount: Option<&Code>, voucher: Money) -> Claim {
        Claim {
            reference: "quote".parse().expect("a code"),
            at,
            merchant: self.merchant.clone(),
            resident: self.resident.clone(),
            discount: discount.map(ToString::to_string).unwrap_or_default(),
            bill: self.bill,
            voucher,
            receipt: None,
            branch: self.branch.clone(),
            card: self.card.clone(),
            customer: None,
            counter: self.counter.clone().map(Box::new),
        }
    }
}

fn parties(ledger: &Ledger, asking: &Asking) -> Result<(MerchantNo, ResidentNo), Refusal> {
    asking.check_amounts()?;
    let registers = &ledger.registers;
    let code = |text: &str| text.parse::<Code>().ok();
    let merchant = code(&asking.merchant).and_then(|code| registers.merchants.by_code(&code));
    let resident = ledger.holder(&asking.claimed(Instant::MIN, None, asking.bill));
    // Whether the branch was open, each offer says, as whether the shop was.
    let unknown = |branch: &&Code| registers.entries(Register::Branch).by_code(branch).is_none();
    match (merchant, resident) {
        (None, _) => Err(Refusal::new(RefusalCode::UnknownMerchant)),
        (_, Err(refusal)) => Err(refusal.code.into()),
        (Some((merchant, _)), Ok(resident)) => match asking.branch.as_ref().filter(unknown) {
            Some(branch) => Err(Refusal::new(RefusalCode::UnknownBranch).naming("branch", branch.as_str())),
            None => Ok((merchant, resident)),
        },
    }
}

/// The offers to decide, each with the voucher money to pay with. What the resident may not use is not among them: a
/// shop is told nothing about why.
fn candidates(
    ledger: &Ledger,
    asking: &Asking,
    (merchant, resident): (MerchantNo, ResidentNo),
    at: Instant,
    voucher_left: Money,
) -> Vec<(Option<Code>, Option<String>, Money)> {
    let registers = &ledger.registers;
    let day = registers.community.zone.day_of(at);
    let holder = registers.residents.get(resident);
    let held = &holder.details.eligibility;
    let rows = registers.discounts.iter().map(|(_, row)| row);
    let usable = rows.filter(|row| {
        !holder.has_ended_on(day)
            && row.merchant == merchant
            && row.is_valid_on(day)
            && row.terms_on(day).1.eligible.admits(held, day)
    });
    let paid_by_voucher = |discount: Money| asking.paid_by_voucher(discount, voucher_left);
    let mut offers: Vec<_> = usable
        .map(|row| {
            let (_, terms) = row.terms_on(day);
            let discount = terms.discount_on(asking.bill);
            let title = terms.public_title.clone();
            (Some(row.code.clone()), Some(title), paid_by_voucher(discount))
        })
        .collect();
    let voucher = paid_by_voucher(Money::ZERO);
    if voucher.is_positive() {
        offers.push((None, None, voucher));
    }
    offers
}

pub(super) fn terms(document: &str) -> Result<Terms, StoreError> {
    let document: RedemptionDocument =
        serde_json::from_str(document).map_err(|error| StoreError::unreadable("quote", error))?;
    Ok(Terms {
        discount: document.discount.as_ref().map_or(Money::ZERO, |given| given.amount),
        voucher: Money::from_fen(document.vouchers.iter().map(|spent| spent.amount.fen()).sum()),
        due: document.due_from_resident,
    })
}
