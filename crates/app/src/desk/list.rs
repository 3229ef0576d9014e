//! Claims by list 批量核销: a shop claims for the bills of a period at once, for customers whom it knows by its own numbers.
//!
//! Of each row it is told what becomes of it, before and after: by which offer, what comes off and what is due, or the one
//! reason. What is rehearsed is decided by the code that records it, each row as if those before it had been recorded.

mod choice;
mod row;
mod told;

use std::sync::Arc;

use xiaonuan_domain::access::Actor;
use xiaonuan_domain::calendar::Day;
use xiaonuan_domain::code::Code;
use xiaonuan_domain::command::Command;
use xiaonuan_domain::record::RecordKind;
use xiaonuan_domain::refusal::{Refusal, RefusalCode};
use xiaonuan_domain::register::Registers;
use xiaonuan_persistence::journal::Answer;
use xiaonuan_persistence::registers::CommunityNo;

use self::choice::{Choice, Earlier, Named};
use self::row::{Book, Read};
pub use self::row::{ListRow, ListedCustomer};
pub use self::told::{Fate, Listed, ListedClaim};
use super::{DeskError, Done, Request};
use crate::service::Service;

/// The most rows of one list.
pub const MOST_ROWS: usize = 5_000;
/// The scope of the keys of rows.
const SCOPE: &str = "request/list";
/// The key of a rehearsal, under which nothing is kept.
const NO_KEY: &str = "dry run";
/// Letters of a reference after its beginning.
const REFERENCE: usize = 26;

/// A list to claim by.
#[derive(Clone)]
pub struct ListAsked {
    /// Where.
    pub merchant: Code,
    /// The bills, one for each customer.
    pub rows: Vec<ListRow>,
}

/// The numbers of a shop.
pub struct CustomerList {
    /// Whether it may claim by list.
    pub is_allowed: bool,
    /// The community's day.
    pub today: Day,
    /// The numbers that stand today.
    pub customers: Vec<ListedCustomer>,
}

/// A row that can be decided, at its place in the list.
struct Good<'a> {
    place: usize,
    read: Read<'a>,
    key: String,
}

impl ListAsked {
    /// The key of its rows: that of one shop's list is none of another's.
    fn key(&self, key: &str) -> String {
        format!("{}/{key}", self.merchant)
    }
}

impl Service {
    /// A shop and the numbers by which it knows residents today, in their order; none of one that does not claim by list.
    ///
    /// # Errors
    /// [`DeskError`]: there is no such shop, or the database fails.
    pub async fn customers(&self, community: &str, merchant: &Code) -> Result<CustomerList, DeskError> {
        let number = self.number_of(community).await?;
        let registers = self.database().registers(number).await?;
        let (_, row) = registers.merchants.by_code(merchant).ok_or(DeskError::Missing)?;
        let today = registers.community.zone.day_of(self.journal().now());
        let is_allowed = row.details.by_list;
        Ok(CustomerList {
            is_allowed,
            today,
            customers: match is_allowed {
                true => Book::of(&registers, merchant).standing(today),
                false => Vec::new(),
            },
        })
    }

    /// What would become of each row of a list. Changes nothing.
    ///
    /// # Errors
    /// [`DeskError`]: who asks may not, the shop does not claim by list, or the database fails.
    pub async fn rehearse_list(
        &self,
        community: &str,
        actor: &Arc<Actor>,
        asked: &ListAsked,
    ) -> Result<Listed, DeskError> {
        let (number, registers) = self.open_list(community, actor, &asked.merchant).await?;
        let book = Book::of(&registers, &asked.merchant);
        let (good, mut fates) = Self::read_list(asked, &book, NO_KEY);
        let named = self
            .under_references((community, number), &asked.merchant, good)
            .await?;
        let chosen = self.choose(number, actor, &asked.merchant, &named).await?;
        foresee(&registers, &named, chosen, &mut fates);
        Ok(Listed { rows: fates })
    }

    /// Records the rows of a list that can be, each by itself, and tells of each what became of it. Sent again under the
    /// same key, what was recorded is told again and not recorded twice.
    ///
    /// # Errors
    /// [`DeskError`]: who asks may not, the shop does not claim by list, or the database fails; sent again, the list goes on
    /// where it was left.
    pub async fn claim_by_list(
        &self,
        community: &str,
        actor: &Arc<Actor>,
        asked: &ListAsked,
        key: &str,
    ) -> Result<Listed, DeskError> {
        let (number, registers) = self.open_list(community, actor, &asked.merchant).await?;
        let book = Book::of(&registers, &asked.merchant);
        let key = asked.key(key);
        let (good, mut fates) = Self::read_list(asked, &book, &key);
        let keys = good.iter().map(|row| row.key.clone()).collect();
        let kept = self.database().outcomes(number, SCOPE, keys).await?;
        let named = self
            .under_references((community, number), &asked.merchant, good)
            .await?;
        let (again, new): (Vec<Named<'_>>, Vec<Named<'_>>) =
            named.into_iter().partition(|named| kept.contains_key(&named.row.key));
        let mut asking = Vec::with_capacity(again.len() + new.len());
        for named in again {
            // It was decided under its key before, whatever would be chosen now; what is said besides is not read again.
            let claim = named.claimed_before(&asked.merchant);
            asking.push((named.row.place, named.row.request(Command::Redeem(claim))));
        }
        for (named, choice) in new.iter().zip(self.choose(number, actor, &asked.merchant, &new).await?) {
            match choice {
                Ok(choice) => asking.push((named.row.place, named.row.request(choice.command))),
                Err(refusal) => fates[named.row.place].told = Err(refusal),
            }
        }
        let (places, requests): (Vec<usize>, Vec<Request>) = asking.into_iter().unzip();
        let done = self.perform_all(community, actor, &requests).await?;
        let registers = self.database().registers(number).await?;
        for (place, done) in places.into_iter().zip(done) {
            fates[place].tell(&registers, done)?;
        }
        Ok(Listed { rows: fates })
    }

    /// What became of each row of a list under its key: of one that was not recorded, why it would not be now. Changes
    /// nothing.
    ///
    /// # Errors
    /// [`DeskError`]: who asks may not, the shop does not claim by list, or the database fails.
    pub async fn retell_list(
        &self,
        community: &str,
        actor: &Arc<Actor>,
        asked: &ListAsked,
        key: &str,
    ) -> Result<Listed, DeskError> {
        let (number, registers) = self.open_list(community, actor, &asked.merchant).await?;
        let book = Book::of(&registers, &asked.merchant);
        let key = asked.key(key);
        let (good, mut fates) = Self::read_list(asked, &book, &key);
        let keys = good.iter().map(|row| row.key.clone()).collect();
        let mut kept = self.database().outcomes(number, SCOPE, keys).await?;
        let (mut places, mut answers, mut others) = (Vec::new(), Vec::new(), Vec::new());
        for row in good {
            match kept.remove(&row.key) {
                Some(kept) => {
                    places.push(row.place);
                    answers.push(Ok(Answer::again(kept.outcome)));
                }
                None => others.push(row),
            }
        }
        for (place, done) in places.into_iter().zip(self.all_done(number, answers).await) {
            fates[place].tell(&registers, done)?;
        }
        let named = self
            .under_references((community, number), &asked.merchant, others)
            .await?;
        let chosen = self.choose(number, actor, &asked.merchant, &named).await?;
        foresee(&registers, &named, chosen, &mut fates);
        Ok(Listed { rows: fates })
    }

    /// The community and its registers, for somebody who may claim by list for a shop.
    async fn open_list(
        &self,
        community: &str,
        actor: &Arc<Actor>,
        merchant: &Code,
    ) -> Result<(CommunityNo, Arc<Registers>), DeskError> {
        let number = self.number_of(community).await?;
        let registers = self.database().registers(number).await?;
        self.may_list(number, actor, merchant, &registers).await?;
        Ok((number, registers))
    }

    /// Whether somebody may claim by list for a shop. Rules: `not_allowed`, `unknown_merchant`, `list_not_allowed`.
    async fn may_list(
        &self,
        community: CommunityNo,
        actor: &Arc<Actor>,
        merchant: &Code,
        registers: &Registers,
    ) -> Result<(), DeskError> {
        let probe = Read::probe(merchant);
        let probe = Request {
            scope: SCOPE,
            key: None,
            content: Vec::new(),
            command: Command::Redeem(probe),
        };
        let mut allowed = self.authorise(community, actor, &[probe]).await?;
        allowed.remove(0)?;
        let row = registers.merchants.by_code(merchant);
        let (_, row) = row.ok_or_else(|| Refusal::new(RefusalCode::UnknownMerchant))?;
        match row.details.by_list {
            true => Ok(()),
            false => Err(Refusal::new(RefusalCode::ListNotAllowed).into()),
        }
    }

    /// The rows that can be decided, in the order of their days, and what is known of all of them so far.
    fn read_list<'a>(asked: &ListAsked, book: &'a Book<'a>, key: &str) -> (Vec<Good<'a>>, Vec<Fate>) {
        let mut good = Vec::with_capacity(asked.rows.len());
        let mut fates: Vec<Fate> = asked.rows.iter().map(Fate::unknown).collect();
        let repeated = book.repeated(&asked.rows);
        for (place, row) in asked.rows.iter().enumerate() {
            let read = match repeated.contains(&place) {
                true => Err(RefusalCode::RowRepeated.into()),
                false => book.read(row),
            };
            match read {
                Ok(read) => {
                    fates[place].of(&read);
                    let key = format!("{key}/{}", read.folded);
                    good.push(Good { place, read, key });
                }
                Err(refusal) => fates[place].told = Err(refusal),
            }
        }
        good.sort_by_key(|row| (row.read.day, row.place));
        (good, fates)
    }

    /// Each row under the reference that its bill has.
    async fn under_references<'a>(
        &self,
        (community, number): (&str, CommunityNo),
        merchant: &Code,
        rows: Vec<Good<'a>>,
    ) -> Result<Vec<Named<'a>>, DeskError> {
        let Some(first) = rows.first().map(|row| row.read.at) else {
            return Ok(Vec::new());
        };
        let earlier = Earlier::of(self.database().listed_since(number, merchant, first).await?);
        let reference = |text: &str| self.reference_of(community, text);
        Ok(rows
            .into_iter()
            .map(|row| earlier.named(merchant, row, reference))
            .collect())
    }

    /// What is chosen of each row: the best that can be used, as things stand.
    async fn choose(
        &self,
        community: CommunityNo,
        actor: &Arc<Actor>,
        merchant: &Code,
        rows: &[Named<'_>],
    ) -> Result<Vec<Result<Choice, Refusal>>, DeskError> {
        let Some(first) = rows.first().map(|named| named.row.read.at) else {
            return Ok(Vec::new());
        };
        let mut rehearsal = self.journal().rehearse_in(community, Some(first)).await?;
        choice::all(&mut rehearsal, actor, merchant, (rows, self.journal().now())).await
    }

    /// A reference made of a text, telling nobody what stands in it.
    fn reference_of(&self, community: &str, text: &str) -> Code {
        let print = self.database().keys().fingerprint(&format!("list/{community}"), text);
        let letters: String = print.iter().map(|byte| format!("{byte:02x}")).collect();
        let code = format!("PL-{}", &letters[..REFERENCE]);
        code.parse().expect("letters and digits are a code")
    }
}

/// Tells of rows what was chosen for them, as if it were recorded.
fn foresee(registers: &Registers, rows: &[Named<'_>], chosen: Vec<Result<Choice, Refusal>>, fates: &mut [Fate]) {
    for (named, choice) in rows.iter().zip(chosen) {
        fates[named.row.place].told = choice.map(|choice| ListedClaim::foreseen(registers, &choice));
    }
}

impl Good<'_> {
    fn request(&self, command: Command) -> Request {
        Request {
            scope: SCOPE,
            key: Some(self.key.clone()),
            content: self.read.content(),
            command,
        }
    }
}

impl Fate {
    /// What came of a row that was asked of the books.
    fn tell(&mut self, registers: &Registers, done: Result<Done, DeskError>) -> Result<(), DeskError> {
        self.told = match done {
            Ok(done) if done.recorded.kind == RecordKind::Redemption => {
                self.repeated = done.repeated;
                Ok(ListedClaim::recorded(registers, &done.recorded)?)
            }
            Ok(_) => return Err(DeskError::Missing),
            Err(DeskError::Refused(refusal)) => Err(choice::heard(&refusal)),
            Err(failed) => return Err(failed),
        };
        Ok(())
    }
}
