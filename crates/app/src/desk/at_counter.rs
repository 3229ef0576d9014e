//! What a shop is told at its counter: what a bill comes to, of the resident the surname and the card's tail, and nothing
//! of why somebody has an offer, or has none.

use std::cmp::Reverse;

use xiaonuan_domain::calendar::{Day, Instant, Period};
use xiaonuan_domain::code::Code;
use xiaonuan_domain::command::{CardNamed, Claim, Command, DiscountTerms, Reduction, UsesLimit};
use xiaonuan_domain::document::RedemptionDocument;
use xiaonuan_domain::ledger::Ledger;
use xiaonuan_domain::money::Money;
use xiaonuan_domain::record::RecordKind;
use xiaonuan_domain::refusal::{Refusal, RefusalCode, at_counter};
use xiaonuan_domain::register::{DiscountNo, MerchantNo};
use xiaonuan_persistence::error::StoreError;
use xiaonuan_persistence::registers::CommunityNo;

use super::quote::{best_first, terms};
use super::{Asking, CounterReceipt, DeskError, Offer, Recorded, Request, receipt};
use crate::counter::TriesTaken;
use crate::service::Service;

/// The least that a voucher can pay.
const LEAST: Money = Money::from_fen(1);
/// On which bill offers are compared before there is one.
const USUAL: Money = Money::from_fen(10_000);

/// A quote as a shop is told it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CounterQuote {
    /// The bill.
    pub bill: Money,
    /// The resident's surname.
    pub surname: String,
    /// The end of the card's number, where a card was shown.
    pub card_tail: Option<String>,
    /// The card that was shown, by its number.
    pub card: Option<CardNamed>,
    /// What the resident's vouchers could pay of the bill.
    pub voucher_left: Money,
    /// Whether the number of the shop's receipt must be given with it.
    pub needs_receipt: bool,
    /// The offers that everybody has, or that this person has: what can be used first, the best for the customer first.
    pub offers: Vec<CounterOffer>,
}

/// An offer as a shop is told it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CounterOffer {
    /// What it comes to, or why it cannot be used.
    pub offer: Offer,
    /// What it gives; nothing of vouchers alone.
    pub said: Option<OfferSaid>,
    /// From which day it can be used again, where it cannot now and the calendar tells.
    pub again_on: Option<Day>,
}

/// What an offer gives, as everybody may read it: nothing of whom it is for, and of who bears it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfferSaid {
    /// What it takes off.
    pub reduction: Reduction,
    /// The least a bill must be.
    pub min_spend: Option<Money>,
    /// The most it gives on one bill.
    pub cap_per_bill: Option<Money>,
    /// How often it can be used, if that is limited.
    pub uses: Option<UsesLimit>,
    /// How often it can still be used in the present period, if that is limited.
    pub uses_left: Option<i64>,
    /// What it would take off a bill of a usual size.
    usual: Money,
}

/// An offer to decide.
struct Candidate {
    discount: Option<DiscountNo>,
    code: Option<Code>,
    title: Option<String>,
    voucher: Money,
    /// Whether it is this person's to use.
    is_theirs: bool,
    terms: Option<DiscountTerms>,
}

impl DeskError {
    /// As a shop hears it.
    #[must_use]
    pub fn at_counter(self) -> Self {
        match self {
            DeskError::Refused(refusal) => DeskError::Refused(at_counter(&refusal)),
            other => other,
        }
    }
}

impl Service {
    /// What a bill would come to, as a shop is told it. Every offer of the shop is decided, whoever stands there, so that
    /// neither the answer nor how long it takes tells why somebody has none. Changes nothing.
    ///
    /// # Errors
    /// [`DeskError`] as a shop hears it; `not_available` where nothing is this person's to use, or nobody is known.
    pub async fn quote_at_counter(&self, community: &str, asking: &Asking) -> Result<CounterQuote, DeskError> {
        asking.check_amounts().map_err(DeskError::Refused)?;
        self.quoted(community, asking).await.map_err(DeskError::at_counter)
    }

    /// What somebody can use at a shop before their bill is known, as a shop is told it: each offer as on the least bill that
    /// it takes. Changes nothing.
    ///
    /// # Errors
    /// As [`Service::quote_at_counter`].
    pub async fn usable_at_counter(&self, community: &str, asking: &Asking) -> Result<CounterQuote, DeskError> {
        let asking = Asking {
            bill: Money::ZERO,
            voucher: None,
            ..asking.clone()
        };
        self.quoted(community, &asking).await.map_err(DeskError::at_counter)
    }

    async fn quoted(&self, community: &str, asking: &Asking) -> Result<CounterQuote, DeskError> {
        let number = self.number_of(community).await?;
        let at = self.asked_at(asking)?;
        let mut asking = asking.clone();
        asking.counter.get_or_insert_default().quotes = true;
        let (asking, taken) = self.asking_named(number, &asking).await?;
        let quote = self.quoted_in(number, at, asking).await;
        self.answered(taken, &quote).await?;
        quote
    }

    async fn quoted_in(&self, number: CommunityNo, at: Instant, asking: Asking) -> Result<CounterQuote, DeskError> {
        let mut rehearsal = self.journal().rehearse_in(number, Some(at)).await?;
        // Asking for all the voucher money there could be loads all that there is.
        let whole = Claim {
            bill: asking.bill.max(LEAST),
            ..asking.claimed(at, None, asking.bill.max(LEAST))
        };
        // Asked of days long past, it would tell what somebody had, and until when.
        let now = self.journal().now();
        let shop = rehearsal.ledger().check_shop(&whole, now);
        let merchant = shop.map_err(DeskError::Refused)?;
        rehearsal.load(&[Command::Redeem(whole.clone())]).await?;
        let claimant = rehearsal.ledger().claimant(&whole);
        let left = claimant.map_or(Money::ZERO, |resident| rehearsal.ledger().voucher_left(resident, at));
        let voucher_left = left.min(whole.bill);
        let candidates = candidates(rehearsal.ledger(), (&asking, &whole), merchant, voucher_left);
        let commands: Vec<Command> = candidates
            .iter()
            .map(|offer| Command::Redeem(offer.claim(&asking, at)))
            .collect();
        let decided = rehearsal.each(&"quote".into(), &commands).await?;
        let mut offers = Vec::with_capacity(decided.len());
        for (candidate, decided) in candidates.into_iter().zip(decided) {
            let result = match decided {
                Ok(record) => Ok(terms(&record.document)?),
                Err(refusal) if refusal.code.is_hidden_at_counter() => continue,
                Err(refusal) => Err(at_counter(&refusal)),
            };
            let is_asked = candidate.discount.is_some() || candidate.voucher.is_positive();
            if candidate.is_theirs && is_asked {
                offers.push(told(rehearsal.ledger(), (candidate, &whole), result));
            }
        }
        let holder = rehearsal.ledger().admitted(&whole, None).filter(|_| !offers.is_empty());
        let Some(holder) = holder else {
            return Err(DeskError::Refused(RefusalCode::NotAvailable.into()));
        };
        if asking.bill.is_zero() {
            offers.sort_by_key(usually_best);
        } else {
            offers.sort_by_key(|offer| best_first(&offer.offer));
        }
        let receipt_above = rehearsal.ledger().registers.community.receipt_above();
        Ok(CounterQuote {
            needs_receipt: receipt_above.is_some_and(|above| asking.bill > above),
            bill: asking.bill,
            surname: receipt::surname_of(rehearsal.ledger().registers.residents.get(holder)),
            card_tail: asking.card.as_ref().map(|card| receipt::tail(card.number())),
            card: asking.card,
            voucher_left,
            offers,
        })
    }

    /// What a shop is told of a redemption that was recorded.
    ///
    /// # Errors
    /// [`DeskError`]: it is none, or the database fails.
    pub async fn receipt_at_counter(&self, community: &str, recorded: &Recorded) -> Result<CounterReceipt, DeskError> {
        if recorded.kind != RecordKind::Redemption {
            return Err(DeskError::Missing);
        }
        let number = self.number_of(community).await?;
        let registers = self.database().registers(number).await?;
        let unreadable = |error| StoreError::unreadable(format!("record {}", recorded.seq), error);
        let said: RedemptionDocument = serde_json::from_value(recorded.document.clone()).map_err(unreadable)?;
        Ok(receipt::of(
            &registers,
            &recorded.reference,
            &recorded.occurred_at,
            said,
        ))
    }

    /// When a quote is asked for. Rule: `future_date`.
    pub(super) fn asked_at(&self, asking: &Asking) -> Result<Instant, DeskError> {
        let now = self.journal().now();
        let at = asking.at.unwrap_or(now);
        if at > now {
            return Err(DeskError::Refused(RefusalCode::FutureDate.into()));
        }
        Ok(at)
    }

    /// What is asked for a card that was presented, by the card's number.
    pub(super) async fn asking_named(
        &self,
        community: CommunityNo,
        asking: &Asking,
    ) -> Result<(Asking, TriesTaken), DeskError> {
        let mut asking = asking.clone();
        let mut taken = TriesTaken::default();
        if let Some(CardNamed::Presented(code)) = &asking.card {
            let by = (&*asking.by, &*asking.merchant, asking.counter.is_some());
            let (card, tries) = self.card_named(community, code, by).await?;
            (asking.card, taken) = (Some(card), tries);
        }
        Ok((asking, taken))
    }

    /// A request that names the card that was presented by its number.
    pub(super) async fn named(
        &self,
        community: CommunityNo,
        by: &str,
        mut request: Request,
    ) -> Result<(Request, TriesTaken), DeskError> {
        let mut taken = TriesTaken::default();
        if let Command::Redeem(claim) = &mut request.command
            && let Some(CardNamed::Presented(code)) = &claim.card
        {
            let by = (by, &*claim.merchant, claim.counter.is_some());
            let (card, tries) = self.card_named(community, code, by).await?;
            (claim.card, taken) = (Some(card), tries);
        }
        Ok((request, taken))
    }

    /// Requests that name cards that were presented by their numbers. When too many were tried, nothing is done of any.
    pub(super) async fn all_named(
        &self,
        community: CommunityNo,
        by: &str,
        requests: &[Request],
    ) -> Result<(Vec<Request>, Vec<TriesTaken>), DeskError> {
        let (mut named, mut taken) = (Vec::with_capacity(requests.len()), Vec::with_capacity(requests.len()));
        for request in requests {
            let (request, tries) = self.named(community, by, request.clone()).await?;
            named.push(request);
            taken.push(tries);
        }
        Ok((named, taken))
    }
}

/// What a shop is told of an offer that is somebody's to use.
fn told(
    ledger: &Ledger,
    (candidate, claim): (Candidate, &Claim),
    result: Result<super::Terms, Refusal>,
) -> CounterOffer {
    let today = ledger.registers.community.zone.day_of(claim.at);
    let again_on = result.as_ref().err().and_then(|refusal| again_on(refusal, today));
    let last = candidate.terms.as_ref().map(|terms| terms.valid_to);
    let user = ledger.holder(claim).ok();
    let said = candidate.terms.map(|terms| OfferSaid {
        usual: terms.discount_on(terms.min_spend.unwrap_or_default().max(USUAL)),
        uses: terms.uses,
        uses_left: user
            .zip(candidate.discount)
            .and_then(|(user, discount)| ledger.uses_left(user, discount, claim.at)),
        reduction: terms.reduction,
        min_spend: terms.min_spend,
        cap_per_bill: terms.cap_per_bill,
    });
    CounterOffer {
        offer: Offer {
            discount: candidate.code,
            title: candidate.title,
            result,
        },
        said,
        again_on: again_on.filter(|again| last.is_none_or(|last| *again <= last)),
    }
}

/// From which day on something can be used again, if only the calendar stands against it.
fn again_on(refusal: &Refusal, today: Day) -> Option<Day> {
    match refusal.code {
        RefusalCode::UsageLimitReached => refusal.facts.get("period")?.parse::<Period>().ok()?.day_after(),
        RefusalCode::CardDailyCapReached => today.next(),
        _ => None,
    }
}

/// Before there is a bill: what can be used first, the one that usually takes off most first.
fn usually_best(offer: &CounterOffer) -> (bool, Reverse<Money>, Option<Code>) {
    let usual = offer.said.as_ref().map_or(Money::ZERO, |said| said.usual);
    (
        offer.offer.result.is_err(),
        Reverse(usual),
        offer.offer.discount.clone(),
    )
}

impl Candidate {
    /// The claim that decides it: of the bill, or where there is none yet, of the least that it takes.
    fn claim(&self, asking: &Asking, at: Instant) -> Claim {
        let least = self.terms.as_ref().and_then(|terms| terms.min_spend).unwrap_or(LEAST);
        Claim {
            bill: if asking.bill.is_zero() { least } else { asking.bill },
            ..asking.claimed(at, self.code.as_ref(), self.voucher.max(self.least()))
        }
    }

    /// A claim for nothing is refused before anything is looked at, which would take no time.
    const fn least(&self) -> Money {
        if self.discount.is_some() { Money::ZERO } else { LEAST }
    }
}

/// All offers of the shop that hold on the day, and vouchers alone.
fn candidates(
    ledger: &Ledger,
    (asking, whole): (&Asking, &Claim),
    merchant: MerchantNo,
    voucher_left: Money,
) -> Vec<Candidate> {
    let registers = &ledger.registers;
    let day = registers.community.zone.day_of(whole.at);
    let paid_by_voucher = |discount: Money| asking.paid_by_voucher(discount, voucher_left);
    let rows = registers.discounts.iter();
    let held = rows.filter(|(_, row)| row.merchant == merchant && row.is_valid_on(day));
    let mut all: Vec<Candidate> = held
        .map(|(number, row)| {
            let (_, terms) = row.terms_on(day);
            Candidate {
                discount: Some(number),
                code: Some(row.code.clone()),
                title: Some(terms.public_title.clone()),
                voucher: paid_by_voucher(terms.discount_on(asking.bill)),
                is_theirs: ledger.admitted(whole, Some(number)).is_some(),
                terms: Some(terms.clone()),
            }
        })
        .collect();
    all.push(Candidate {
        discount: None,
        code: None,
        title: None,
        voucher: if asking.bill.is_zero() {
            voucher_left.min(LEAST)
        } else {
            paid_by_voucher(Money::ZERO)
        },
        // An answer about vouchers that there are none of would tell one who may come from one who may not.
        is_theirs: voucher_left.is_positive() && ledger.admitted(whole, None).is_some(),
        terms: None,
    });
    all
}
