//! Both languages say the same things, and every field of a record has a label.

use std::collections::{BTreeMap, BTreeSet};

use fluent_syntax::ast::{Entry, Expression, InlineExpression, PatternElement};
use fluent_syntax::parser::parse;
use xiaonuan_app::messages::Language;

use crate::words::{Files, Words};

/// The variables of each message.
fn catalogue(language: Language) -> BTreeMap<String, BTreeSet<String>> {
    let file = Files::get(&format!("{language}/xiaonuan_http.ftl")).expect("a message file");
    let source = String::from_utf8(file.data.into_owned()).expect("UTF-8");
    let resource = parse(source).unwrap_or_else(|(_, errors)| panic!("{language}: {errors:?}"));
    let mut known = BTreeMap::new();
    for entry in resource.body {
        let Entry::Message(message) = entry else { continue };
        let elements = message.value.expect("every message has a text").elements;
        let variable = |element| match element {
            PatternElement::Placeable {
                expression: Expression::Inline(InlineExpression::VariableReference { id }),
            } => Some(id.name),
            _ => None,
        };
        let variables = elements.into_iter().filter_map(variable).collect();
        let earlier = known.insert(message.id.name.clone(), variables);
        assert!(earlier.is_none(), "{language}: {} comes twice", message.id.name);
    }
    known
}

#[test]
fn both_languages_have_the_same_messages_and_variables() {
    let (chinese, english) = (catalogue(Language::Chinese), catalogue(Language::English));
    assert_eq!(chinese, english);
    assert!(chinese.len() > 100);
}

#[test]
fn chinese_is_punctuated_in_full_width() {
    let words = Words::of(Language::Chinese);
    for id in catalogue(Language::Chinese).keys() {
        let text = words.loader.get(id);
        let half = text
            .char_indices()
            .find(|(_, mark)| matches!(mark, ',' | ';' | '!' | '?' | ':' | '(' | ')'));
        assert!(half.is_none(), "{id}: {text}");
        assert!(!text.contains('！') && !text.contains('·'), "{id}: {text}");
    }
}

/// Chinese characters, and the marks that belong to them.
fn is_chinese(letter: char) -> bool {
    matches!(letter, '\u{3000}'..='\u{303f}' | '\u{3400}'..='\u{9fff}' | '\u{ff00}'..='\u{ffef}')
}

#[test]
fn no_half_width_mark_stands_beside_chinese() {
    let words = Words::of(Language::Chinese);
    for id in catalogue(Language::Chinese).keys() {
        let letters: Vec<char> = words.loader.get(id).chars().collect();
        for pair in letters.windows(2) {
            let is_half = |mark: char| ",.!?:;()".contains(mark);
            let beside = (is_half(pair[0]) && is_chinese(pair[1])) || (is_chinese(pair[0]) && is_half(pair[1]));
            assert!(!beside, "{id}: {}", words.loader.get(id));
        }
    }
}

/// The text of all templates and sources of this crate but its tests.
fn sources() -> String {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut waiting = vec![root.join("src"), root.join("templates")];
    let mut text = String::new();
    while let Some(path) = waiting.pop() {
        if path.is_dir() {
            let entries = std::fs::read_dir(&path).expect("a folder");
            waiting.extend(entries.map(|entry| entry.expect("an entry").path()));
        } else if !path.starts_with(root.join("src/tests")) {
            text.push_str(&std::fs::read_to_string(&path).expect("a source"));
        }
    }
    text
}

/// What is missing does not compile; what nobody says any more is found here. Labels of fields are looked up by their name.
#[test]
fn no_message_is_unused() {
    let sources = sources();
    let looked_up = |id: &str| id.starts_with("field-") && !id.starts_with("field-fault-");
    let all = catalogue(Language::Chinese);
    let unused: Vec<&String> = all
        .keys()
        .filter(|id| !looked_up(id) && !sources.contains(&format!("\"{id}\"")))
        .collect();
    assert!(unused.is_empty(), "{unused:?}");
}

#[test]
fn every_field_of_a_record_has_a_label() {
    let fields = "code name district timezone restricted purpose purposes uscc category joined_on left_on contact fund \
                  merchant resident public_title title value fund_share eligible min_spend cap_per_bill budget uses \
                  uses_scope uses_period valid_from valid_to identity eligibility amount method donor_kind donor help \
                  expires_on particulars approved bill discount_code discount fund_part merchant_part grant voucher \
                  due_from_resident granted share as_of as_recorded kind from to after before query format account \
                  state version host held charge donation donated reason from_fund to_fund item last_day closed \
                  reopening dated_on relation name_zh name_en grades address agreement consent about personal branch card device staff issue pairing blocked \
                  step_off posting_days minutes_above papers_days settle_in_steps steps_optional second_factor_optional role user buildings card_daily_cap receipt_above archive_years given erased_records erased_rows posting_from \
                  posting_to objection answer help_bands settlement_bands approval_number approvers approved_before_by asks request proposal made";
    for language in Language::ALL {
        for field in fields.split_whitespace() {
            assert_ne!(Words::of(*language).field(field), field, "{language}");
        }
    }
}
