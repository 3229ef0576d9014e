//! Both languages say the same things, and everything that has a code has words.

use std::collections::{BTreeMap, BTreeSet};

use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};
use fluent_syntax::parser::parse;
use xiaonuan_domain::account::Book;
use xiaonuan_domain::calendar::PeriodLength;
use xiaonuan_domain::kind::DiscountState;
use xiaonuan_domain::refusal::{Refusal, RefusalCode};

use super::refusal::{facts, id};
use super::{Files, Language, Messages, refusal_message};
use crate::import::expected::Expected as Expects;
use crate::import::malformed::{Delimiter, Remedy};
use crate::report::{Choice, Expected, ReportName, SHOP_REDEMPTIONS, Wording};

/// A message's text without its variables, and their names.
#[derive(Debug, Default)]
struct Said {
    text: String,
    variables: BTreeSet<String>,
}

fn catalogue(language: Language) -> BTreeMap<String, Said> {
    let file = Files::get(&format!("{}/xiaonuan_app.ftl", language.tag())).expect("a message file");
    let source = String::from_utf8(file.data.into_owned()).expect("UTF-8");
    let resource = parse(source).unwrap_or_else(|(_, errors)| panic!("{language}: {errors:?}"));
    let mut said = BTreeMap::new();
    for entry in resource.body {
        match entry {
            Entry::Message(message) => {
                let pattern = message.value.expect("every message has a text");
                let earlier = said.insert(message.id.name.clone(), read(&pattern));
                assert!(earlier.is_none(), "{language}: {} comes twice", message.id.name);
            }
            Entry::Junk { content } => panic!("{language}: {content}"),
            _ => {}
        }
    }
    said
}

fn read(pattern: &Pattern<String>) -> Said {
    let mut said = Said::default();
    for element in &pattern.elements {
        match element {
            PatternElement::TextElement { value } => said.text.push_str(value),
            PatternElement::Placeable {
                expression: Expression::Inline(InlineExpression::VariableReference { id }),
            } => {
                said.text.push('量');
                said.variables.insert(id.name.clone());
            }
            PatternElement::Placeable {
                expression: Expression::Inline(InlineExpression::StringLiteral { value }),
            } => said.text.push_str(value),
            other => panic!("messages have variables and texts only: {other:?}"),
        }
    }
    said
}

/// Every id that the program puts together while running.
fn looked_up() -> BTreeSet<String> {
    let mut ids = BTreeSet::new();
    for code in RefusalCode::ALL {
        ids.insert(id(*code));
        ids.extend((!facts(*code).is_empty()).then(|| format!("{}-with", id(*code))));
    }
    ids.extend(ReportName::ALL.iter().map(|report| report.message_id()));
    ids.extend(Choice::all().map(Choice::message_id));
    ids.extend(Expected::ALL.iter().map(|expected| expected.message_id().to_owned()));
    for what in ["community", "fund", "merchant", "account", "branch"] {
        ids.insert(format!("report-no-{what}"));
    }
    ids.extend(Wording::ALL.iter().map(|wording| wording.message_id().to_owned()));
    ids.extend(
        Expects::all()
            .into_iter()
            .map(|expected| format!("cell-{}", expected.code())),
    );
    for expected in [
        "code-category",
        "not-before-first",
        "opening-split",
        "at-most-ten-bands",
        "one-to-five-approvers",
        "band-from-zero",
        "band-above-the-one-before",
        "no-fewer-approvers",
    ] {
        ids.insert(format!("cell-{expected}"));
    }
    ids.extend(Remedy::ALL.iter().map(|remedy| remedy.message_id().to_owned()));
    ids.extend(Delimiter::ALL.iter().map(|delimiter| delimiter.message_id().to_owned()));
    ids.extend(Book::ALL.iter().map(|book| format!("book-{book}")));
    for report in ReportName::ALL {
        ids.extend(report.columns().iter().map(|column| format!("column-{}", column.name)));
    }
    ids.extend(SHOP_REDEMPTIONS.iter().map(|column| format!("column-{}", column.name)));
    ids.extend(DiscountState::ALL.iter().map(|state| format!("discount-state-{state}")));
    for length in [
        PeriodLength::Day,
        PeriodLength::Week,
        PeriodLength::Month,
        PeriodLength::Year,
        PeriodLength::Total,
    ] {
        let code = serde_json::to_value(length).expect("a code");
        ids.insert(format!("uses-period-{}", code.as_str().expect("a text")));
    }
    ids
}

/// The columns of imported files, which refusals name.
const IMPORTED: &str = "community name district timezone fund purpose restricted purposes merchant uscc category \
    contact phone joined_on left_on discount title public_title kind value min_spend cap_per_bill eligible uses \
    uses_scope uses_period fund_share budget valid_from valid_to resident household id_number building eligibility \
    ref date donor donor_kind amount method prepared_by approved_by expires_on time bill_amount voucher_amount row";

#[test]
fn both_languages_have_the_same_messages_with_the_same_variables() {
    let (chinese, english) = (catalogue(Language::Chinese), catalogue(Language::English));
    let variables = |said: &BTreeMap<String, Said>| -> BTreeMap<String, BTreeSet<String>> {
        said.iter()
            .map(|(id, said)| (id.clone(), said.variables.clone()))
            .collect()
    };
    assert_eq!(variables(&chinese), variables(&english));
}

#[test]
fn everything_that_has_a_code_has_words() {
    for language in Language::ALL {
        let said = catalogue(*language);
        let missing: Vec<_> = looked_up().into_iter().filter(|id| !said.contains_key(id)).collect();
        assert!(missing.is_empty(), "{language}: {missing:?}");
    }
}

#[test]
fn every_imported_column_has_a_label() {
    for messages in Language::ALL.iter().map(|language| Messages::of(*language)) {
        for name in IMPORTED.split_whitespace() {
            assert_ne!(messages.field(name), name);
        }
    }
    let chinese = Messages::of(Language::Chinese);
    assert_eq!(
        (&*chinese.field("discount"), &*chinese.column("discount")),
        ("优惠编号", "优惠金额")
    );
    assert_eq!(chinese.field("no_such_column"), "no_such_column");
}

/// A Chinese reader is told what would be right by example, and by choices as they stand in the column.
#[test]
fn what_a_cell_should_be_is_told_by_example() {
    let said = catalogue(Language::Chinese);
    for expected in Expects::all() {
        let text = &said[&format!("cell-{}", expected.code())].text;
        if let Expects::Choice(vocabulary) = expected {
            for (choice, _) in vocabulary.choices() {
                assert!(text.contains(choice), "{text}: {choice}");
            }
        }
        assert!(text.contains("例如") || text == "“是”或“否”", "{text}");
    }
}

#[test]
fn longer_refusals_name_exactly_the_facts_they_wait_for() {
    let said = catalogue(Language::Chinese);
    for code in RefusalCode::ALL {
        let named = said
            .get(&format!("{}-with", id(*code)))
            .map(|said| said.variables.clone());
        let awaited: BTreeSet<_> = facts(*code).iter().map(|name| (*name).to_owned()).collect();
        assert_eq!(named.unwrap_or_default(), awaited, "{code}");
    }
}

#[test]
fn columns_that_a_report_names_otherwise_are_columns_of_it() {
    for id in catalogue(Language::Chinese).into_keys() {
        let Some(name) = id.strip_prefix("column-").filter(|name| name.contains('-')) else {
            continue;
        };
        let known = ReportName::ALL.iter().any(|report| {
            let own = name
                .strip_prefix(report.as_str())
                .and_then(|rest| rest.strip_prefix('-'));
            own.is_some_and(|own| report.columns().iter().any(|column| column.name == own))
        });
        assert!(known, "{id}");
    }
}

#[test]
fn chinese_is_punctuated_as_chinese() {
    let han = |letter: char| matches!(letter, '\u{4e00}'..='\u{9fff}' | '\u{3000}'..='\u{303f}');
    for (id, Said { text, .. }) in catalogue(Language::Chinese) {
        assert!(!text.contains(['·', '!', '！']), "{id}: {text}");
        let letters: Vec<_> = text.chars().collect();
        for (at, letter) in letters.iter().enumerate() {
            if !",;:?!()".contains(*letter) {
                continue;
            }
            let beside = [
                at.checked_sub(1).map(|before| letters[before]),
                letters.get(at + 1).copied(),
            ];
            assert!(!beside.into_iter().flatten().any(han), "{id}: {letter} in {text}");
        }
    }
}

#[test]
fn a_refusal_reads_well_with_its_facts_and_without() {
    use RefusalCode as C;
    let (zh, en) = (Language::Chinese, Language::English);
    let bare = Refusal::new(C::FundInsufficient);
    let full = bare
        .clone()
        .with("fund", "xiaonuan")
        .with("left", "3.20")
        .with("needed", "12.30");
    let uses = |period: &str| {
        Refusal::new(C::UsageLimitReached)
            .with("most", 2)
            .with("period", period)
    };
    let cell = Refusal::new(C::InvalidAmount)
        .with("column", "amount")
        .with("value", "1,000");
    let kind = Refusal::new(C::InvalidKind)
        .with("column", "method")
        .with("expected", "donation-method");
    let empty = Refusal::new(C::InvalidDate)
        .with("column", "joined_on")
        .with("expected", "day")
        .with("value", "");
    let long = Refusal::new(C::TextTooLong).with("column", "title").with("most", 200);
    let mut late = Refusal::new(C::NothingPayable).with("owed", "0.00");
    late.late = true;
    for (refusal, language, message) in [
        (bare, zh, "基金的可用余额不足。请减少金额，或待捐赠到账。"),
        (
            full,
            zh,
            "基金 xiaonuan 的可用余额为 3.20 元，不足 12.30 元。请减少金额，或待捐赠到账。",
        ),
        (uses("2026-W26"), zh, "2026 年第 26 周可用 2 次，已用完。"),
        (uses("2026-06"), zh, "2026 年 06 月可用 2 次，已用完。"),
        (uses("2026-06-25"), zh, "2026-06-25 当日可用 2 次，已用完。"),
        (uses("total"), zh, "总共可用 2 次，已用完。"),
        (uses("2026"), en, "The uses allowed, 2 (in 2026), are used up."),
        (
            cell,
            zh,
            "金额：金额不合规则，应为大于零的元数，最多两位小数，不带逗号。填写的是“1,000”。",
        ),
        (kind, en, "Method: Expected: one of bank, cash, online."),
        (
            empty,
            zh,
            "加入日期：应为：1900 至 2200 年间真实存在的日期，例如 2026-06-25。这一格是空的。",
        ),
        (long, zh, "优惠名称：文字太长，最多 200 个字符。请缩短。"),
        (
            late,
            zh,
            "目前没有应付给该商户的款项，无须结算。（这笔业务补记在较早的日期，与其后已入账的业务合计后不符合要求。）",
        ),
    ] {
        assert_eq!(refusal_message(&refusal, language), message);
    }
}

#[test]
fn every_refusal_has_a_message_of_its_own_in_both_languages() {
    for language in Language::ALL {
        let messages: BTreeSet<_> = RefusalCode::ALL
            .iter()
            .map(|code| refusal_message(&(*code).into(), *language))
            .collect();
        assert_eq!(messages.len(), RefusalCode::ALL.len());
        for message in messages {
            assert!(
                !message.contains("No localization") && !message.contains(['{', '\u{2068}']),
                "{message}"
            );
        }
    }
}

#[test]
fn languages_are_chosen_by_tag() {
    for (tag, language) in [
        ("zh", Ok(Language::Chinese)),
        ("zh-CN", Ok(Language::Chinese)),
        ("en", Ok(Language::English)),
        ("fr", Err(super::NotALanguage)),
        ("", Err(super::NotALanguage)),
    ] {
        assert_eq!(tag.parse(), language);
    }
    assert_eq!(Language::default(), Language::Chinese);
    assert_eq!(Messages::of(Language::Chinese).text("yes"), "是");
    assert_eq!(Messages::of(Language::English).text("yes"), "Yes");
}
