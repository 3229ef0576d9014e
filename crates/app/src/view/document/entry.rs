//! What records of the registers that all work alike say, and settings.

use serde_json::{Map, Value};
use xiaonuan_domain::command::Settings;
use xiaonuan_domain::register::entry::Standing;

use super::{FactValue as V, Facts};
use crate::report::Choice;
use crate::view::Reading;

/// The fields in the order in which people ask for them. What is personal is committed to.
const FIELDS: [&str; 24] = [
    "code",
    "kind",
    "relation",
    "name",
    "name_zh",
    "name_en",
    "grades",
    "merchant",
    "branch",
    "address",
    "role",
    "user",
    "buildings",
    "agreement",
    "consent",
    "given",
    "resident",
    "about",
    "issue",
    "pairing",
    "state",
    "from",
    "to",
    "personal",
];

impl Reading {
    pub(super) fn entry(&self, document: &Map<String, Value>) -> Facts {
        let mut facts = Facts::new();
        for name in FIELDS {
            let Some(value) = document.get(name) else { continue };
            let text = value.as_str().unwrap_or_default();
            let said = match name {
                "kind" => kind(text),
                "relation" => text.parse().ok().map(|relation| V::Choice(Choice::Relation(relation))),
                "resident" => serde_json::from_value(value.clone())
                    .ok()
                    .map(|subject| self.of_resident(subject)),
                "merchant" => text.parse().ok().map(|code| self.of_merchant(&code)),
                "personal" => serde_json::from_value(value.clone()).ok().map(V::Committed),
                "state" => (text == Standing::Blocked.as_str()).then_some(V::Flag(true)),
                "given" => value.as_bool().map(V::Flag),
                "from" | "to" => text.parse().ok().map(V::Day),
                "role" => text.parse().ok().map(|role| V::Choice(Choice::Role(role))),
                "buildings" => serde_json::from_value::<Vec<String>>(value.clone())
                    .ok()
                    .map(|buildings| V::Text(buildings.join("; "))),
                "grades" | "issue" | "pairing" => value.as_u64().and_then(|count| count.try_into().ok()).map(V::Count),
                _ => Some(V::Text(text.to_owned())),
            };
            // Of what stands at a counter it is told where it may not be used.
            let name = if name == "state" { "blocked" } else { name };
            facts.extend(said.map(|said| (name, said)));
        }
        facts
    }
}

fn kind(text: &str) -> Option<V> {
    let sort = text.parse().ok().map(Choice::Sort);
    sort.or_else(|| text.parse().ok().map(Choice::Link))
        .or_else(|| text.parse().ok().map(Choice::Consent))
        .map(V::Choice)
}

/// How a community's workflow goes.
pub(super) fn settings(settings: Option<&Settings>) -> Facts {
    let mut facts = Facts::new();
    let Some(settings) = settings else { return facts };
    let off = settings.off.iter();
    facts.extend(off.map(|step| ("step_off", V::Choice(Choice::Step(*step)))));
    let days = |days: u16| V::Count(days.into());
    facts.extend(settings.posting_days.map(|count| ("posting_days", days(count))));
    facts.extend(
        settings
            .minutes_above
            .map(|amount| ("minutes_above", V::Amount(amount))),
    );
    facts.extend(settings.papers_days.map(|count| ("papers_days", days(count))));
    facts.extend(settings.card_daily_cap.map(|cap| ("card_daily_cap", V::Amount(cap))));
    facts.extend(settings.receipt_above.map(|above| ("receipt_above", V::Amount(above))));
    facts.extend(settings.archive_years.map(|count| ("archive_years", days(count))));
    for (name, bands) in [
        ("help_bands", &settings.help_bands),
        ("settlement_bands", &settings.settlement_bands),
    ] {
        let told = bands.0.iter().map(|band| format!("{} → {}", band.from, band.approvers));
        facts.extend(told.map(|told| (name, V::Text(told))));
    }
    let flags = [
        ("settle_in_steps", settings.settle_in_steps),
        ("steps_optional", settings.steps_optional),
        ("second_factor_optional", settings.second_factor_optional),
    ];
    let set = flags.into_iter().filter(|(_, is_set)| *is_set);
    facts.extend(set.map(|(name, _)| (name, V::Flag(true))));
    facts
}
