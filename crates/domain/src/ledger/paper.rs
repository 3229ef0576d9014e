//! Papers that were used: each counts once, for as long as the record that names it stands.

use std::collections::{HashMap, HashSet};

use super::Ledger;
use crate::code::Code;
use crate::command::{Claim, Command, Entered, GoodsEvent, StatementStep, Target};
use crate::paper::Paper;
use crate::record::{Record, Seq};
use crate::refusal::{Refusal, RefusalCode};

/// The papers in use, as far as a batch names them, by the record that names each.
#[derive(Clone, Debug, Default)]
pub struct Papers {
    used: HashMap<Paper, Seq>,
    /// Records that were taken back within the batch.
    freed: HashSet<Seq>,
}

impl Papers {
    /// Adds a record on file that stands. One that was taken back meanwhile, or whose paper is known, changes nothing.
    pub fn insert(&mut self, paper: Paper, seq: Seq) {
        if !self.freed.contains(&seq) {
            self.used.entry(paper).or_insert(seq);
        }
    }

    /// Notes what a new record names, and what it takes back.
    pub(super) fn note(&mut self, record: &Record) {
        if let Some(reversed) = record.reverses {
            self.used.retain(|_, seq| *seq != reversed);
            self.freed.insert(reversed);
        }
        if let Some(paper) = Paper::of(record.kind, &record.document) {
            self.used.insert(paper, record.seq);
        }
    }
}

impl Ledger {
    /// The paper that a command names, so that it can be looked up.
    #[must_use]
    pub fn paper_of(&self, command: &Command) -> Option<Paper> {
        match command {
            Command::Donate(donation) => donation.receipt.clone().map(Paper::Receipt),
            Command::Correct(correction) => match &correction.entered {
                Entered::Donation(donation) => donation.receipt.clone().map(Paper::Receipt),
                Entered::Goods(donation) => donation.receipt.clone().map(Paper::Receipt),
            },
            Command::Goods(event) => match event.as_ref() {
                GoodsEvent::Donate(donation) => donation.receipt.clone().map(Paper::Receipt),
                _ => None,
            },
            Command::Redeem(claim) => shop_receipt(claim),
            Command::StepStatement(asked) => match &asked.step {
                StatementStep::Confirm { invoice } => Some(Paper::Invoice {
                    merchant: self.drawn_up(&asked.statement)?.1.merchant,
                    number: invoice.trim().to_owned(),
                }),
                _ => None,
            },
            _ => None,
        }
    }

    /// Refuses a paper that a record which stands names already.
    pub(super) fn check_first_use(&self, paper: &Paper) -> Result<(), Refusal> {
        let Some(seq) = self.papers.used.get(paper) else {
            return Ok(());
        };
        let code = match paper {
            Paper::Receipt(_) => RefusalCode::ReceiptUsed,
            Paper::ShopReceipt { .. } => RefusalCode::ShopReceiptUsed,
            Paper::Invoice { .. } => RefusalCode::InvoiceUsed,
        };
        Err(Refusal::new(code).with("record", seq))
    }

    /// Refuses a donor's receipt that is in use, unless the donation is entered again with the receipt that it had.
    pub(super) fn check_receipt(&self, receipt: Option<&Code>, replaces: Option<Seq>) -> Result<(), Refusal> {
        let Some(receipt) = receipt else { return Ok(()) };
        let paper = Paper::Receipt(receipt.clone());
        let replaced = replaces.and_then(|seq| self.originals.find(&Target::Number(seq)));
        let before = replaced.and_then(|original| Paper::of(original.kind, &original.document));
        if before.as_ref() == Some(&paper) {
            return Ok(());
        }
        self.check_first_use(&paper)
    }

    /// Refuses a shop's receipt that is in use.
    pub(super) fn check_shop_receipt(&self, claim: &Claim) -> Result<(), Refusal> {
        shop_receipt(claim).map_or(Ok(()), |paper| self.check_first_use(&paper))
    }
}

fn shop_receipt(claim: &Claim) -> Option<Paper> {
    Some(Paper::ShopReceipt {
        number: claim.receipt.clone()?,
        merchant: claim.merchant.parse().ok()?,
        branch: claim.branch.clone(),
    })
}
