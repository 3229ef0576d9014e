//! What records say besides what stands in the journal: reasons, purposes, findings, names. The journal has a check
//! value of each; the words lie beside it, where they can be erased.

use std::collections::HashMap;

use serde_json::{Map, Value};
use xiaonuan_domain::record::{RecordKind, Seq};
use xiaonuan_persistence::error::StoreError;
use xiaonuan_persistence::scan::StoredRecord;

use super::Reading;

/// The words that a check value in a record's document stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// The document's field that holds the check value.
    pub field: &'static str,
    /// The check value.
    pub commitment: String,
    /// The words by name, named as requests name them; nothing where they were erased.
    pub words: Vec<(String, Option<SaidText>)>,
}

/// Words, or a list of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SaidText {
    /// One text.
    One(String),
    /// Several, one for each thing that is told of.
    Several(Vec<String>),
}

impl SaidText {
    /// The same of each text; nothing where nothing is left of one.
    #[must_use]
    pub fn map(&self, of: impl Fn(&str) -> Option<String>) -> Option<Self> {
        match self {
            SaidText::One(text) => of(text).map(SaidText::One),
            SaidText::Several(texts) => texts
                .iter()
                .map(|text| of(text))
                .collect::<Option<_>>()
                .map(SaidText::Several),
        }
    }

    fn of(value: &Value) -> Self {
        match value {
            Value::Array(all) => SaidText::Several(all.iter().map(plain).collect()),
            one => SaidText::One(plain(one)),
        }
    }
}

impl Said {
    /// Whether the words are of a row of a register, where they are shown and changed.
    #[must_use]
    pub fn is_of_a_row(&self) -> bool {
        matches!(self.field, "identity" | "eligibility" | "contact" | "personal")
    }
}

/// The fields that hold check values, in the order in which people ask for them.
const FIELDS: [&str; 18] = [
    "officer",
    "request",
    "particulars",
    "terms",
    "urgency",
    "duplicate",
    "visit",
    "reason",
    "reasons",
    "answer",
    "signature",
    "evidence",
    "donor",
    "values",
    "identity",
    "eligibility",
    "contact",
    "personal",
];

/// The names of a field's words where they were erased.
fn names(field: &'static str, kind: RecordKind) -> &'static [&'static str] {
    match (field, kind) {
        ("officer", _) => &["by"],
        ("request", _) => &["request"],
        ("particulars", RecordKind::MonthReopened | RecordKind::YearReopened) => {
            &["requested_by", "approved_by", "reason"]
        }
        ("particulars", RecordKind::StockWrittenOff | RecordKind::StockFound) => {
            &["reason", "prepared_by", "approved_by"]
        }
        ("particulars", _) => &["purpose", "prepared_by", "approved_by"],
        ("terms", _) => &["purpose"],
        ("visit", _) => &["visitors", "findings"],
        ("answer", _) => &["findings"],
        ("identity", _) => &["resident", "household", "name", "id_number", "phone", "building"],
        ("contact", _) => &["contact", "phone"],
        ("urgency", _) => &["urgency"],
        ("duplicate", _) => &["duplicate"],
        ("reason", _) => &["reason"],
        ("reasons", _) => &["reasons"],
        ("signature", _) => &["signature"],
        ("evidence", _) => &["evidence"],
        ("donor", _) => &["donor"],
        ("values", _) => &["values"],
        ("eligibility", _) => &["eligibility"],
        _ => &["personal"],
    }
}

/// A text as it is, anything else in the words that it has.
fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        Value::Object(fields) => fields.values().map(plain).collect::<Vec<_>>().join(" "),
        Value::Array(all) => all.iter().map(plain).collect::<Vec<_>>().join(" "),
        other => other.to_string(),
    }
}

/// The words of a field by name.
fn words(field: &'static str, value: &Value) -> Vec<(String, Option<SaidText>)> {
    if field == "request" {
        return of_request(value);
    }
    let Value::Object(fields) = value else {
        return vec![(field.to_owned(), Some(SaidText::of(value)))];
    };
    let named = |(name, value): (&String, &Value)| {
        let name = match (field, name.as_str()) {
            // What these say is why; which why, the field tells.
            ("urgency" | "duplicate", _) => field,
            ("donor", "code") => "donor_code",
            (_, name) => name,
        };
        (name.to_owned(), Some(SaidText::of(value)))
    };
    let is_said = |(name, value): &(&String, &Value)| !value.is_null() && (field != "terms" || *name == "purpose");
    fields.iter().filter(is_said).map(named).collect()
}

/// Who gave, as it is named among the words of a record.
pub const DONOR: &str = "donor";

/// What a request says that does not stand in the record: who, why, for whom, and who gave.
fn of_request(value: &Value) -> Vec<(String, Option<SaidText>)> {
    const TOLD: [&str; 6] = [
        "resident",
        "reason",
        "prepared_by",
        "requested_by",
        "approved_by",
        DONOR,
    ];
    let mut words = Vec::new();
    let Value::Object(fields) = value else { return words };
    for (name, value) in fields {
        match value {
            Value::Object(_) => words.extend(of_request(value)),
            Value::String(text) if TOLD.contains(&name.as_str()) && !text.is_empty() => {
                words.push((name.clone(), Some(SaidText::One(text.clone()))));
            }
            _ => {}
        }
    }
    words
}

/// What a record says, given the words that still exist by field.
pub(super) fn said(kind: RecordKind, document: &str, kept: &HashMap<&str, &str>) -> Vec<Said> {
    let document: Map<String, Value> = serde_json::from_str(document).unwrap_or_default();
    let mut all = Vec::new();
    for field in FIELDS {
        let Some(commitment) = document.get(field).and_then(Value::as_str) else {
            continue;
        };
        let is_check_value = commitment.len() == 64 && commitment.bytes().all(|byte| byte.is_ascii_hexdigit());
        // Approvals and payments repeat the check value of the terms that they are of.
        if !is_check_value || (field == "terms" && !document.contains_key("asked")) {
            continue;
        }
        let value = kept.get(field).and_then(|text| serde_json::from_str(text).ok());
        let words = match value {
            Some(value) => words(field, &value),
            None => names(field, kind)
                .iter()
                .map(|name| ((*name).to_owned(), None))
                .collect(),
        };
        all.push(Said {
            field,
            commitment: commitment.to_owned(),
            words,
        });
    }
    all
}

impl Reading {
    /// What some records say besides what stands in the journal, by number.
    pub(super) async fn said_by(&self, records: &[StoredRecord]) -> Result<HashMap<Seq, Vec<Said>>, StoreError> {
        let numbers = records.iter().map(|record| record.seq).collect();
        let kept = self.database.values_of(self.community, numbers).await?;
        let mut all = HashMap::new();
        for record in records {
            let unreadable = |_| StoreError::unreadable(format!("record {}", record.seq), "its kind is unknown");
            let kind = record.kind.parse().map_err(unreadable)?;
            let own = kept.iter().filter(|value| value.seq == record.seq);
            let own: HashMap<&str, &str> = own.map(|value| (value.field.as_str(), value.value.as_str())).collect();
            all.insert(record.seq, said(kind, &record.document, &own));
        }
        Ok(all)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHECK: &str = "3f2a3f2a3f2a3f2a3f2a3f2a3f2a3f2a3f2a3f2a3f2a3f2a3f2a3f2a3f2a3f2a";

    fn told(kind: RecordKind, field: &str, kept: Option<&str>) -> Vec<(String, Option<SaidText>)> {
        let document = format!("{{\"{field}\":\"{CHECK}\",\"asked\":{{}}}}");
        let kept: HashMap<&str, &str> = kept.into_iter().map(|value| (field, value)).collect();
        said(kind, &document, &kept)
            .into_iter()
            .flat_map(|said| said.words)
            .collect()
    }

    fn one(name: &str, text: &str) -> (String, Option<SaidText>) {
        (name.to_owned(), Some(SaidText::One(text.to_owned())))
    }

    #[test]
    fn words_are_named_as_requests_name_them() {
        use RecordKind as K;
        assert_eq!(
            told(K::DisbursementPaid, "officer", Some(r#"{"by":"甲"}"#)),
            [one("by", "甲")]
        );
        assert_eq!(
            told(K::DisbursementPaid, "duplicate", Some(r#"{"reason":"again"}"#)),
            [one("duplicate", "again")]
        );
        assert_eq!(
            told(
                K::DisbursementPrepared,
                "terms",
                Some(r#"{"amount":"1.00","purpose":"取暖"}"#)
            ),
            [one("purpose", "取暖")]
        );
        let visited = told(
            K::DisbursementVisited,
            "visit",
            Some(r#"{"findings":"冷","visitors":["甲","乙"]}"#),
        );
        let visitors = SaidText::Several(vec!["甲".to_owned(), "乙".to_owned()]);
        assert_eq!(
            visited,
            [one("findings", "冷"), ("visitors".to_owned(), Some(visitors))]
        );
        assert_eq!(
            told(K::DisbursementSigned, "signature", Some(r#"{"instead":null}"#)),
            []
        );
    }

    #[test]
    fn erased_words_keep_their_names() {
        let erased = told(RecordKind::DisbursementVisited, "visit", None);
        assert_eq!(erased, [("visitors".to_owned(), None), ("findings".to_owned(), None)]);
        // A field that holds no check value holds no words.
        assert_eq!(said(RecordKind::Donation, r#"{"donor":"3f2a"}"#, &HashMap::new()), []);
    }
}
