//! The words of pages and problems, in the language that each reader chose.

use std::sync::LazyLock;

use i18n_embed::fluent::FluentLanguageLoader;
use i18n_embed::{LanguageLoader, unic_langid::LanguageIdentifier};
use rust_embed::RustEmbed;
use xiaonuan_app::messages::{Language, Messages};
use xiaonuan_app::report::{BalanceSide, Cell, Choice};
use xiaonuan_app::view::{AccountName, Upto};
use xiaonuan_domain::account::{AccountKind, Book};
use xiaonuan_domain::calendar::{Instant, Zone};
use xiaonuan_domain::ledger::StatementState;
use xiaonuan_domain::money::Sum;
use xiaonuan_domain::record::RecordKind;

/// A message of this crate, its id and arguments checked while compiling.
macro_rules! t {
    ($words:expr, $($message:tt)+) => { ::i18n_embed_fl::fl!($words.loader, $($message)+) };
}
pub(crate) use t;

/// The message files of this crate.
#[derive(RustEmbed)]
#[folder = "i18n/"]
pub(crate) struct Files;

/// Words in one language: this crate's own, and those of the books.
#[derive(Clone, Copy)]
pub(crate) struct Words {
    pub(crate) language: Language,
    pub(crate) loader: &'static FluentLanguageLoader,
    pub(crate) books: &'static Messages,
}

static LOADERS: LazyLock<[FluentLanguageLoader; 2]> = LazyLock::new(|| {
    let all = FluentLanguageLoader::new("xiaonuan_http", Language::English.identifier());
    let identifiers: Vec<LanguageIdentifier> = Language::ALL.iter().map(|language| language.identifier()).collect();
    all.load_languages(&Files, &identifiers)
        .expect("the message files are part of the program, and a test reads them");
    all.set_use_isolating(false);
    [Language::Chinese, Language::English].map(|language| all.select_languages(&[language.identifier()]))
});

impl Words {
    pub(crate) fn of(language: Language) -> Self {
        let [chinese, english] = &*LOADERS;
        Words {
            language,
            loader: match language {
                Language::Chinese => chinese,
                Language::English => english,
            },
            books: Messages::of(language),
        }
    }

    /// The tag for `lang` attributes.
    pub(crate) fn tag(&self) -> &'static str {
        self.language.tag()
    }

    /// An amount, grouped by thousands, with a real minus sign.
    pub(crate) fn amount(&self, amount: impl Into<Sum>) -> String {
        Cell::Amount(amount.into()).shown(self.books).replace('-', "−")
    }

    /// A quantity in the unit of a book: fen as yuan, or a count.
    pub(crate) fn quantity<T: Copy + Into<i128>>(&self, book: &Book, quantity: &T) -> String {
        let quantity: i128 = (*quantity).into();
        match i64::try_from(quantity) {
            Ok(count) if book.is_counted() => Cell::Count(count).shown(self.books).replace('-', "−"),
            _ => self.amount(Sum::from_fen(quantity)),
        }
    }

    /// A balance without its sign, which its side tells.
    pub(crate) fn balance<T: Copy + Into<i128>>(&self, book: &Book, balance: &T) -> String {
        self.quantity(book, balance).trim_start_matches('−').to_owned()
    }

    pub(crate) fn side<T: Copy + Into<i128>>(&self, balance: &T) -> String {
        Choice::Side(BalanceSide::of((*balance).into())).label(self.books)
    }

    pub(crate) fn book(&self, book: &Book) -> String {
        self.books.text(&format!("book-{book}"))
    }

    /// A sort of account, as it is called where a host charity holds the money or does not.
    pub(crate) fn account_kind(&self, kind: &AccountKind, deposited: &bool) -> String {
        match kind {
            AccountKind::Bank if *deposited => Choice::Deposited.label(self.books),
            kind => Choice::Account(*kind).label(self.books),
        }
    }

    pub(crate) fn statement_state(&self, state: &StatementState) -> String {
        Choice::State(*state).label(self.books)
    }

    pub(crate) fn record_kind(&self, kind: &RecordKind) -> String {
        Choice::Record(*kind).label(self.books)
    }

    /// An account and whose it is.
    pub(crate) fn account(&self, name: &AccountName) -> String {
        let account = self.account_kind(&name.kind, &name.deposited);
        match &name.party {
            Some(party) => t!(self, "account-of", account = account, party = party.as_str()),
            None => account,
        }
    }

    /// A record, its reference and whom it concerns.
    pub(crate) fn summary(&self, kind: &RecordKind, reference: &str, resident: Option<&str>) -> String {
        // A resident's registration is filed under a random subject; the office knows the resident by code.
        let (reference, resident) = match resident {
            Some(code) if *kind == RecordKind::ResidentRegistered => (code, None),
            _ => (reference, resident),
        };
        let kind = self.record_kind(kind);
        match resident {
            Some(resident) => t!(
                self,
                "summary-of",
                kind = kind,
                reference = reference,
                resident = resident
            ),
            None => t!(self, "summary", kind = kind, reference = reference),
        }
    }

    /// A moment as people of the community write it, to the second.
    pub(crate) fn time(&self, zone: &Zone, at: &Instant) -> String {
        let text = Cell::Time(zone.display(*at)).shown(self.books).into_owned();
        text.split('.').next().unwrap_or_default().to_owned()
    }

    /// A business time as it was asked for, or the moment that it came to.
    pub(crate) fn upto(&self, zone: &Zone, asked: Option<Upto>, at: Instant) -> String {
        match asked {
            Some(Upto::Day(day)) => day.to_string(),
            _ => self.time(zone, &at),
        }
    }

    /// The label of a field.
    pub(crate) fn field(&self, name: &str) -> String {
        let own = format!("field-{name}");
        if self.loader.has(&own) {
            self.loader.get(&own)
        } else {
            self.books.column(name)
        }
    }
}
