//! One record.

use askama::Template;
use xiaonuan_app::report::Choice;
use xiaonuan_app::view::{Fact, FactValue, PostingRow, RecordView, SaidText};
use xiaonuan_domain::account::{Book, Side};
use xiaonuan_domain::calendar::{PeriodLength, Zone};
use xiaonuan_domain::command::Reduction;
use xiaonuan_domain::eligibility::{Category, Criterion, EligibleFor};
use xiaonuan_domain::percent::Percent;
use xiaonuan_domain::record::RecordKind;

use super::{Frame, Page, Place};
use crate::access::{Principal, Sight};
use crate::fault::Fault;
use crate::open::{Open, PathNumber};
use crate::words::{Words, t};

#[derive(Template)]
#[template(path = "record.html")]
pub(crate) struct RecordPage {
    pub(crate) frame: Frame,
    pub(crate) record: RecordView,
    pub(crate) zone: Zone,
}

/// A record as a whole.
pub(crate) async fn show(open: Open, to: Principal, PathNumber(number): PathNumber) -> Result<Page<RecordPage>, Fault> {
    let mut record = open.reading.record(number).await?;
    record.facts = shown_to(to.sight, record.facts);
    Ok(Page(RecordPage {
        frame: Frame::of(&open, Place::Journal),
        zone: open.reading.zone().clone(),
        record,
    }))
}

/// What a record says as somebody sees it: words that are not theirs to see are not among it.
fn shown_to(sight: Sight, facts: Vec<Fact>) -> Vec<Fact> {
    let shown = |fact: Fact| match fact.value {
        FactValue::Said(Some(text)) => sight.of_words(&fact.name, text).map(|text| Fact {
            name: fact.name,
            value: FactValue::Said(Some(text)),
        }),
        _ => Some(fact),
    };
    facts.into_iter().filter_map(shown).collect()
}

impl RecordPage {
    fn title(&self) -> String {
        let row = &self.record.row;
        let resident = row
            .resident
            .as_ref()
            .filter(|_| row.kind == RecordKind::ResidentRegistered);
        let resident = resident.map(|code| code.as_str());
        self.frame.words.summary(&row.kind, &row.called, resident)
    }

    fn debit(&self, posting: &PostingRow) -> String {
        self.on_side(posting, Side::Debit)
    }

    fn credit(&self, posting: &PostingRow) -> String {
        self.on_side(posting, Side::Credit)
    }

    fn is_balanced(&self, book: &Book) -> bool {
        *book != Book::Usage
    }

    fn on_side(&self, posting: &PostingRow, side: Side) -> String {
        if posting.side == side {
            self.frame.words.quantity(&posting.name.kind.book(), &posting.amount)
        } else {
            String::new()
        }
    }

    /// The sum of a side of a book; a balanced book has the same on both.
    fn sum(&self, book: &Book, postings: &[PostingRow], side: Side) -> String {
        let of_side = postings.iter().filter(|posting| posting.side == side);
        let amounts = of_side.map(|posting| i128::from(posting.amount));
        self.frame.words.quantity(book, &amounts.sum::<i128>())
    }

    fn label(&self, fact: &Fact) -> String {
        self.frame.words.field(&fact.name)
    }

    fn value(&self, value: &FactValue) -> String {
        let words = self.frame.words;
        let label = |choice: Choice| choice.label(words.books);
        match value {
            FactValue::Text(text) => text.clone(),
            FactValue::Code(code) => code.to_string(),
            FactValue::Amount(amount) => words.amount(*amount),
            FactValue::Percent(percent) => percentage(*percent),
            FactValue::Count(count) => count.to_string(),
            FactValue::Day(day) => day.to_string(),
            FactValue::Flag(flag) => label(Choice::Flag(*flag)),
            FactValue::Fund(fund) => fund.name.clone(),
            FactValue::Named(code, name) => format!("{code} {name}"),
            FactValue::Resident(Some(code)) => code.to_string(),
            FactValue::Resident(None) => t!(words, "record-unknown-resident"),
            FactValue::Record(seq) => seq.to_string(),
            FactValue::Committed(_) => t!(words, "record-committed"),
            FactValue::Said(Some(SaidText::One(text))) => text.clone(),
            FactValue::Said(Some(SaidText::Several(texts))) => texts.join(&t!(words, "list-separator")),
            FactValue::Said(None) => t!(words, "record-erased"),
            FactValue::Category(category) => label(Choice::Merchant(*category)),
            FactValue::Donor(kind) => label(Choice::Donor(*kind)),
            FactValue::Kind(kind) => label(Choice::Record(*kind)),
            FactValue::Method(method) => label(Choice::Method(*method)),
            FactValue::Held(held) => label(Choice::Held(*held)),
            FactValue::Charge(charge) => label(Choice::Charge(*charge)),
            FactValue::Opening(item) => label(Choice::Opening(*item)),
            FactValue::Help(kind) => label(Choice::Help(*kind)),
            FactValue::Scope(scope) => label(Choice::Scope(*scope)),
            FactValue::Length(length) => words.books.text(&format!("uses-period-{}", length_code(*length))),
            FactValue::Reduction(reduction) => reduction_text(words, *reduction),
            FactValue::Choice(choice) => label(*choice),
            FactValue::Basis(basis) => words.books.text(&format!("value-basis-{basis}")),
            FactValue::Loss(cause) => words.books.text(&format!("loss-{cause}")),
            FactValue::State(state) => words.books.text(&format!("discount-state-{state}")),
            FactValue::Eligible(eligible) => eligible_text(words, eligible),
        }
    }
}

const fn length_code(length: PeriodLength) -> &'static str {
    match length {
        PeriodLength::Day => "day",
        PeriodLength::Week => "week",
        PeriodLength::Month => "month",
        PeriodLength::Year => "year",
        PeriodLength::Total => "total",
    }
}

fn percentage(percent: Percent) -> String {
    let units = percent.ten_thousandths();
    let text = format!("{}.{:04}", units / 10_000, units % 10_000);
    format!("{}%", text.trim_end_matches('0').trim_end_matches('.'))
}

fn reduction_text(words: Words, reduction: Reduction) -> String {
    match reduction {
        Reduction::Percent(percent) => t!(words, "record-percent-off", percent = percentage(percent)),
        Reduction::AmountOff(amount) => t!(words, "record-amount-off", amount = words.amount(amount)),
        Reduction::Waiver => words.books.text("reduction-waiver"),
    }
}

fn eligible_text(words: Words, eligible: &EligibleFor) -> String {
    let EligibleFor::Any(criteria) = eligible else {
        return t!(words, "record-eligible-all");
    };
    let name = |criterion: &Criterion| match *criterion {
        Criterion::Category(category) => category_text(words, category),
        Criterion::Grades(category, from, to) => format!("{} {from}–{to}", category_text(words, category)),
    };
    let names: Vec<String> = criteria.iter().map(name).collect();
    names.join(&t!(words, "list-separator"))
}

/// A category's name; its code where the community registered it.
fn category_text(words: Words, category: Category) -> String {
    match category {
        Category::Other(_) => category.to_string(),
        known => Choice::Category(known).label(words.books),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentages_show_no_idle_digits() {
        for (text, shown) in [
            ("30", "30%"),
            ("33.3", "33.3%"),
            ("0", "0%"),
            ("100", "100%"),
            ("0.0001", "0.0001%"),
        ] {
            assert_eq!(percentage(text.parse().expect("a percentage")), shown);
        }
    }
}
