//! What a shop is told at its counter: what a bill comes to, of the resident the surname and the card's tail, and nothing
//! of why somebody has an offer, or has none.

use xiaonuan_domain::calendar::Instant;
use xiaonuan_domain::code::Code;
use xiaonuan_domain::command::{CardNamed, Claim, Command};
use xiaonuan_domain::document::RedemptionDocument;
use xiaonuan_domain::ledger::Ledger;
use xiaonuan_domain::money::Money;
use xiaonuan_domain::record::RecordKind;
use xiaonuan_domain::refusal::{RefusalCode, at_counter};
use xiaonuan_domain::register::{DiscountNo, MerchantNo};
use xiaonuan_persistence::error::StoreError;
use xiaonuan_persistence::registers::CommunityNo;

use super::quote::{best_first, terms};
use super::{Asking, CounterReceipt, DeskError, Offer, Recorded, Request, receipt};
use crate::counter::TriesTaken;
use crate::service::Service;

/// The least that a voucher can pay.
const LEAST: Money = Money::from_fen(1);

/// A quote as a shop is told it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CounterQuote {
    /// The bill.
    pub bill: Money,
    /// The resident's surname.
    pub surname: String,
    /// The end of the card's number, where a card was shown.
    pub card_tail: Option<String>,
    /// What the resident's vouchers could pay of the bill.
    pub voucher_left: Money,
    /// The offers that everybody has, or that this person has: what can be used first, the best for the customer first.
    pub offers: Vec<Offer>,
}

/// An offer to decide.
struct Candidate {
    discount: Option<DiscountNo>,
    code: Option<Code>,
    title: Option<String>,
    voucher: Money,
    /// Whether it is this person's to use.
    is_theirs: bool,
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
        self.quoted(community, asking).await.map_err(DeskError::at_counter)
    }

    async fn quoted(&self, community: &str, asking: &Asking) -> Result<CounterQuote, DeskError> {
        let number = self.number_of(community).await?;
        let at = self.asked_at(asking)?;
        asking.check_amounts().map_err(DeskError::Refused)?;
        let mut asking = asking.clone();
        asking.counter.get_or_insert_default();
        let (asking, taken) = self.asking_named(number, &asking).await?;
        let quote = self.quoted_in(number, at, asking).await;
        self.answered(number, taken, &quote).await?;
        quote
    }

    async fn quoted_in(&self, number: CommunityNo, at: Instant, asking: Asking) -> Result<CounterQuote, DeskError> {
        let mut rehearsal = self.journal().rehearse_in(number, Some(at)).await?;
        let whole = asking.claimed(at, None, asking.bill);
        // Asked of days long past, it would tell what somebody had, and until when.
        let now = self.journal().now();
        let shop = rehearsal.ledger().check_shop(&whole, now);
        let merchant = shop.map_err(DeskError::Refused)?;
        // Asking for all the voucher money there could be loads all that there is.
        rehearsal.load(&[Command::Redeem(whole.clone())]).await?;
        let claimant = rehearsal.ledger().claimant(&whole);
        let left = claimant.map_or(Money::ZERO, |resident| rehearsal.ledger().voucher_left(resident, at));
        let voucher_left = left.min(asking.bill);
        let candidates = candidates(rehearsal.ledger(), (&asking, &whole), merchant, voucher_left);
        let commands: Vec<Command> = candidates
            .iter()
            .map(|offer| Command::Redeem(asking.claimed(at, offer.code.as_ref(), offer.voucher.max(offer.least()))))
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
                offers.push(Offer {
                    discount: candidate.code,
                    title: candidate.title,
                    result,
                });
            }
        }
        let holder = rehearsal.ledger().admitted(&whole, None).filter(|_| !offers.is_empty());
        let Some(holder) = holder else {
            return Err(DeskError::Refused(RefusalCode::NotAvailable.into()));
        };
        best_first(&mut offers);
        Ok(CounterQuote {
            bill: asking.bill,
            surname: receipt::surname_of(rehearsal.ledger().registers.residents.get(holder)),
            card_tail: asking.card.as_ref().map(|card| receipt::tail(card.number())),
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

impl Candidate {
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
    let paid_by_voucher = |discount: Money| {
        let due = asking.bill.minus(discount).unwrap_or(Money::ZERO);
        asking.voucher.unwrap_or_else(|| voucher_left.min(due))
    };
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
            }
        })
        .collect();
    all.push(Candidate {
        discount: None,
        code: None,
        title: None,
        voucher: paid_by_voucher(Money::ZERO),
        is_theirs: ledger.admitted(whole, None).is_some(),
    });
    all
}
