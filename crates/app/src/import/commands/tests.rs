use std::borrow::Cow;
use std::collections::BTreeMap;

use xiaonuan_domain::calendar::PeriodLength;
use xiaonuan_domain::command::{Reduction, UsesLimit};
use xiaonuan_domain::eligibility::EligibleFor;
use xiaonuan_domain::kind::{DonationMethod, MerchantCategory, UsesScope};
use xiaonuan_domain::money::Money;
use xiaonuan_domain::refusal::Refusal;

use super::*;

/// A row that can be read, as `column=cell` pieces separated by `|`, with some cells changed alike.
fn read(table: Table, changes: &str) -> Content {
    let base = match table {
        Table::Funds => "fund=F|restricted=yes",
        Table::Merchants => "merchant=M01|category=other|joined_on=2026-01-01",
        Table::Discounts => "discount=D|kind=percent|value=10|eligible=all|valid_from=2026-01-01|valid_to=2026-12-31",
        Table::Residents => "resident=R1",
        Table::Donations => "ref=A|date=2026-01-01|donor_kind=person|amount=1|method=bank",
        Table::Disbursements => "ref=A|date=2026-01-01|kind=cash|amount=1",
        Table::Claims => "ref=A|time=2026-01-01T00:00:00Z|bill_amount=1",
        Table::Opening => "ref=A|date=2026-01-01|fund=F|item=bank|amount=1",
        Table::Settlements => "ref=A|date=2026-01-01",
        Table::Community => "",
    };
    let pieces = base
        .split('|')
        .chain(changes.split('|'))
        .filter(|piece| !piece.is_empty());
    let cells: BTreeMap<&str, &str> = pieces
        .map(|piece| piece.split_once('=').expect("column=cell"))
        .collect();
    let texts = table.columns().iter().map(|column| {
        let cell = cells.get(column.name).copied().unwrap_or_default();
        column.vocabulary.translate(Cow::Borrowed(cell))
    });
    let known = |name: &&str| table.columns().iter().any(|column| column.name == *name);
    assert!(cells.keys().all(known), "{table:?} {changes}");
    content(&Cells::new(table, texts.collect()))
}

fn command(table: Table, changes: &str) -> Command {
    match read(table, changes) {
        Content::Ask(command) => command,
        other => panic!("{table:?} {changes}: {other:?}"),
    }
}

fn refusal(table: Table, changes: &str) -> Refusal {
    match read(table, changes) {
        Content::Unreadable(refusal) => refusal,
        other => panic!("{table:?} {changes}: {other:?}"),
    }
}

#[test]
fn cells_that_cannot_be_read_refuse_their_row() {
    let cases = [
        (Table::Funds, "fund=", "invalid_code fund"),
        (Table::Funds, "fund=基金", "invalid_code fund"),
        (Table::Funds, "restricted=", "invalid_kind restricted"),
        (Table::Funds, "restricted=YES", "invalid_kind restricted"),
        (Table::Merchants, "merchant=M 1", "invalid_code merchant"),
        (Table::Merchants, "category=", "invalid_kind category"),
        (Table::Merchants, "category=是", "invalid_kind category"),
        (Table::Merchants, "joined_on=", "invalid_date joined_on"),
        (Table::Merchants, "joined_on=2026/01/01", "invalid_date joined_on"),
        (Table::Merchants, "left_on=2026-02-30", "invalid_date left_on"),
        (Table::Discounts, "value=", "invalid_number value"),
        (Table::Discounts, "value=100.0001", "invalid_number value"),
        (Table::Discounts, "value=-1", "invalid_number value"),
        (Table::Discounts, "value=.5", "invalid_number value"),
        (Table::Discounts, "kind=amount_off|value=", "invalid_amount value"),
        (Table::Discounts, "kind=amount_off|value=0.00", "invalid_amount value"),
        (Table::Discounts, "kind=amount_off|value=-1", "invalid_amount value"),
        (Table::Discounts, "kind=|value=x", "invalid_kind kind"),
        (Table::Discounts, "kind=Percent", "invalid_kind kind"),
        (Table::Discounts, "kind=代付", "invalid_kind kind"),
        (Table::Discounts, "min_spend=-0.01", "invalid_amount min_spend"),
        (Table::Discounts, "cap_per_bill=1.234", "invalid_amount cap_per_bill"),
        (Table::Discounts, "budget=1,000", "invalid_amount budget"),
        (Table::Discounts, "eligible=", "invalid_eligibility eligible"),
        (Table::Discounts, "eligible=all;dibao", "invalid_eligibility eligible"),
        (
            Table::Discounts,
            "eligible=dibao; tekun",
            "invalid_eligibility eligible",
        ),
        (Table::Discounts, "uses=0|uses_period=day", "invalid_number uses"),
        (Table::Discounts, "uses=1.0|uses_period=day", "invalid_number uses"),
        (Table::Discounts, "uses=+1|uses_period=day", "invalid_number uses"),
        (Table::Discounts, "uses=1", "invalid_kind uses_period"),
        (Table::Discounts, "uses_period=fortnight", "invalid_kind uses_period"),
        (Table::Discounts, "uses_scope=everyone", "invalid_kind uses_scope"),
        (Table::Discounts, "fund_share=101", "invalid_number fund_share"),
        (Table::Discounts, "valid_from=", "invalid_date valid_from"),
        (Table::Discounts, "valid_to=2026-1-1", "invalid_date valid_to"),
        (Table::Residents, "resident=", "invalid_code resident"),
        (Table::Residents, "eligibility=dibao", "invalid_eligibility eligibility"),
        (Table::Residents, "eligibility=不限", "invalid_eligibility eligibility"),
        (Table::Donations, "date=", "invalid_date date"),
        (Table::Donations, "donor_kind=company", "invalid_kind donor_kind"),
        (Table::Donations, "method=代付", "invalid_kind method"),
        (Table::Donations, "amount=", "invalid_amount amount"),
        (Table::Donations, "amount=1e3", "invalid_amount amount"),
        (Table::Donations, "amount=１", "invalid_amount amount"),
        (Table::Disbursements, "kind=goods", "invalid_kind kind"),
        (Table::Disbursements, "kind=voucher", "invalid_date expires_on"),
        (Table::Disbursements, "kind=goods|expires_on=never", "invalid_kind kind"),
        (Table::Claims, "time=2026-01-01", "invalid_time time"),
        (Table::Claims, "time=2026-01-01T00:00:60Z", "invalid_time time"),
        (Table::Claims, "bill_amount=", "invalid_amount bill_amount"),
        (Table::Claims, "voucher_amount=x", "invalid_amount voucher_amount"),
        (Table::Settlements, "amount=1.", "invalid_amount amount"),
        (Table::Donations, "date=0000-12-31", "invalid_date date"),
        (Table::Donations, "date=0001-01-01", "invalid_date date"),
        (Table::Donations, "date=1899-12-31", "invalid_date date"),
        (Table::Donations, "date=2201-01-01", "invalid_date date"),
        (Table::Donations, "date=9999-12-31", "invalid_date date"),
        (Table::Settlements, "date=0000-12-31", "invalid_date date"),
        (Table::Merchants, "joined_on=9999-12-31", "invalid_date joined_on"),
        (Table::Merchants, "left_on=9999-12-30", "invalid_date left_on"),
        (Table::Discounts, "valid_from=0001-01-01", "invalid_date valid_from"),
        (Table::Discounts, "valid_to=2201-01-01", "invalid_date valid_to"),
        (
            Table::Disbursements,
            "kind=voucher|expires_on=0000-12-31",
            "invalid_date expires_on",
        ),
        (Table::Claims, "time=0000-12-31T23:59:59Z", "invalid_time time"),
        (Table::Claims, "time=1899-12-31T23:59:59-12:00", "invalid_time time"),
        (Table::Claims, "time=9999-12-31T23:59:59-23:59", "invalid_time time"),
        (Table::Claims, "time=０001-01-01T00:00:00Z", "invalid_time time"),
        (
            Table::Residents,
            "eligibility=dibao@0001-01-01..2026-01-01",
            "invalid_eligibility eligibility",
        ),
        (
            Table::Residents,
            "eligibility=dibao@2026-01-01..9998-01-01",
            "invalid_eligibility eligibility",
        ),
    ];
    for (table, changes, expected) in cases {
        let refusal = refusal(table, changes);
        let found = format!("{} {}", refusal.code, refusal.facts["column"]);
        assert_eq!(found, expected, "{table:?} {changes}");
        assert!(!refusal.facts["expected"].is_empty());
    }
}

#[test]
fn the_first_code_of_the_fixed_order_is_told() {
    let mut cells = vec![
        ("budget=x", "invalid_amount"),
        ("eligible=x", "invalid_eligibility"),
        ("uses_scope=x", "invalid_kind"),
        ("fund_share=x", "invalid_number"),
        ("valid_to=x", "invalid_date"),
        ("discount=?", "invalid_code"),
    ];
    while let Some((_, expected)) = cells.last() {
        let changes = cells.iter().map(|(change, _)| *change).collect::<Vec<_>>().join("|");
        assert_eq!(refusal(Table::Discounts, &changes).code.as_str(), *expected);
        cells.pop();
    }
    let both = refusal(Table::Claims, "time=x|bill_amount=x");
    assert_eq!(both.code.as_str(), "invalid_time");
    assert_eq!(
        refusal(Table::Claims, "bill_amount=x|voucher_amount=y").facts["value"],
        "x"
    );
}

#[test]
fn texts_have_a_longest_length_in_characters() {
    for table in Table::ALL.into_iter().skip(1) {
        for column in table.columns() {
            let Some(most) = column.longest.filter(|_| !column.vocabulary.is_list()) else {
                continue;
            };
            command(table, &format!("{}={}", column.name, "暖".repeat(most)));
            let refusal = refusal(table, &format!("{}={}", column.name, "暖".repeat(most + 1)));
            let found = (
                refusal.code.as_str(),
                &*refusal.facts["column"],
                &*refusal.facts["most"],
            );
            assert_eq!(found, ("text_too_long", column.name, &*most.to_string()));
        }
    }
    let many = vec!["dibao"; 1_000].join(";");
    let refused = refusal(Table::Discounts, &format!("eligible={many}"));
    assert_eq!(refused.code.as_str(), "text_too_long");
    let worse = refusal(Table::Discounts, &format!("title={}|value=x", "x".repeat(201)));
    assert_eq!(worse.code.as_str(), "invalid_number");
}

#[test]
fn what_never_ends_may_say_so() {
    for (table, changes) in [
        (Table::Merchants, "left_on=9999-12-31"),
        (Table::Discounts, "valid_from=1900-01-01|valid_to=9999-12-31"),
        (Table::Disbursements, "kind=voucher|expires_on=9999-12-31"),
        (Table::Residents, "eligibility=dibao@2026-01-01..9999-12-31"),
        (Table::Donations, "date=2200-12-31"),
        (Table::Claims, "time=1900-01-01T00:00:00+14:00"),
    ] {
        command(table, changes);
    }
}

#[test]
fn messages_repeat_no_personal_cell() {
    let refusal = refusal(Table::Residents, "eligibility=残疾:9@2026-01-01..2026-02-01");
    assert!(!refusal.facts.contains_key("value"));
    let long = "x".repeat(500);
    let refused = self::refusal(Table::Funds, &format!("fund={long}"));
    assert!(refused.facts["value"].len() < 100);
}

#[test]
fn what_is_not_read_cannot_be_wrong() {
    for (table, changes) in [
        (Table::Discounts, "kind=waiver|value=whatever"),
        (Table::Discounts, "kind=waiver|value="),
        (Table::Disbursements, "kind=cash|expires_on=never"),
        (Table::Disbursements, "kind=bill_payment|expires_on=never"),
        (Table::Discounts, "merchant=没有|fund=没有"),
        (Table::Claims, "merchant=没有|resident=|discount=?"),
        (Table::Merchants, "uscc=x|phone=x"),
        (Table::Residents, "id_number=x"),
        (Table::Donations, "amount=-0.01"),
    ] {
        command(table, changes);
    }
}

#[test]
fn registers_are_read_whole() {
    let Command::RegisterFund(fund) = command(
        Table::Funds,
        "name=小暖|purpose=帮扶|restricted=否|purposes=;临时救助； 节日慰问 ;;",
    ) else {
        panic!("a fund")
    };
    assert_eq!(fund.details.purposes, ["临时救助", "节日慰问"]);
    assert!(!fund.details.restricted);
    assert_eq!((fund.fund.as_str(), fund.details.name.as_str()), ("F", "小暖"));

    let Command::RegisterMerchant(merchant) = command(Table::Merchants, "category=养老|left_on=2026-03-01|contact=卫")
    else {
        panic!("a merchant")
    };
    assert_eq!(merchant.category, MerchantCategory::CareHome);
    assert_eq!(
        merchant.left_on.map(|day| day.to_string()).as_deref(),
        Some("2026-03-01")
    );
    assert_eq!(merchant.contact, "卫");

    let Command::RegisterResident(resident) = command(
        Table::Residents,
        "household=H|eligibility=残疾：3@2026-01-01..2026-12-31；低保@2026-01-01..2026-01-01",
    ) else {
        panic!("a resident")
    };
    assert_eq!(resident.eligibility.len(), 2);
    assert_eq!(resident.eligibility[0].grade, Some(3));
}

#[test]
fn the_terms_of_a_discount_are_read_whole() {
    let terms = |changes: &str| match command(Table::Discounts, changes) {
        Command::RegisterDiscount(discount) => discount.terms,
        other => panic!("{other:?}"),
    };
    let limit = |most, scope| UsesLimit {
        most,
        scope,
        period: PeriodLength::Week,
    };
    let cases = [
        ("uses=2|uses_period=week", Some(limit(2, UsesScope::Resident))),
        (
            "uses=02|uses_period=周|uses_scope=居民",
            Some(limit(2, UsesScope::Resident)),
        ),
        (
            "uses=1|uses_period=周|uses_scope=家庭",
            Some(limit(1, UsesScope::Household)),
        ),
        (
            "uses=99999999999999999999|uses_period=week",
            Some(limit(u32::MAX, UsesScope::Resident)),
        ),
        ("uses_period=week|uses_scope=household", None),
        ("", None),
    ];
    for (changes, expected) in cases {
        assert_eq!(terms(changes).uses, expected, "{changes}");
    }
    let off = terms("kind=立减|value=5.5|min_spend=0|cap_per_bill=0.00|budget=|fund_share=33.3333|eligible=不限");
    assert_eq!(off.reduction, Reduction::AmountOff(Money::from_fen(550)));
    assert_eq!(
        (off.min_spend, off.cap_per_bill, off.budget),
        (Some(Money::ZERO), Some(Money::ZERO), None)
    );
    assert_eq!(off.fund_share.ten_thousandths(), 333_333);
    assert_eq!(off.eligible, EligibleFor::All);
    assert!(terms("fund_share=").fund_share.is_zero());
    assert_eq!(terms("kind=全免|value=x").reduction, Reduction::Waiver);
}

#[test]
fn events_are_read_whole() {
    let Command::Donate(donation) = command(Table::Donations, "method=线上|donor_kind=单位|amount=-1.5") else {
        panic!("a donation")
    };
    assert_eq!(
        (donation.method, donation.amount),
        (DonationMethod::Online, Money::from_fen(-150))
    );

    let Command::Disburse(help) = command(Table::Disbursements, "kind=代金券|expires_on=2026-01-31|prepared_by=王")
    else {
        panic!("help")
    };
    assert_eq!(
        help.expires_on.map(|day| day.to_string()).as_deref(),
        Some("2026-01-31")
    );
    assert_eq!(help.prepared_by, "王");

    let claim = |changes: &str| match command(Table::Claims, changes) {
        Command::Redeem(claim) => claim.voucher,
        other => panic!("{other:?}"),
    };
    assert_eq!(claim("voucher_amount="), Money::ZERO);
    assert_eq!(claim("voucher_amount=-1"), Money::from_fen(-100));

    let amount = |changes: &str| match command(Table::Settlements, changes) {
        Command::Settle(settlement) => settlement.amount,
        other => panic!("{other:?}"),
    };
    assert_eq!(amount(""), None);
    assert_eq!(amount("amount=0"), Some(Money::ZERO));
}
