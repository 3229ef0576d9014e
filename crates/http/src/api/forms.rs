//! The forms of fields and parameters in the document: lengths, patterns and choices, so that a program can tell a wrong
//! body before it sends one. The readers of the fields decide; a test holds both against each other.

use serde_json::{Value, json};
use utoipa::openapi::path::{Parameter, PathItem};
use utoipa::openapi::schema::{ArrayItems, KnownFormat, Object, SchemaFormat, SchemaType, Type};
use utoipa::openapi::{OpenApi, Ref, RefOr, Schema};
use xiaonuan_domain::access::{Right, Role};
use xiaonuan_domain::account::{AccountKind, Charge, Held};
use xiaonuan_domain::calendar::PeriodLength;
use xiaonuan_domain::command::money::OpeningItem;
use xiaonuan_domain::command::{OptionalStep, StepName};
use xiaonuan_domain::goods::{LossCause, ValueBasis};
use xiaonuan_domain::kind::{DisbursementKind, DiscountState, DonationMethod, DonorKind, MerchantCategory, UsesScope};
use xiaonuan_domain::ledger::CaseState;
use xiaonuan_domain::register::Span;
use xiaonuan_domain::register::entry::{AgentRelation, ConsentKind, DonorSort, LinkKind, Standing};

use super::batches;
use crate::body::TAKEN_BY;

const CODE: &str = "^[A-Za-z0-9_-]{1,32}$";
const AMOUNT: &str = r"^-?[0-9]{1,12}(\.[0-9]{1,2})?$";
const FROM_ZERO: &str = r"^[0-9]{1,12}(\.[0-9]{1,2})?$";
const PERCENT: &str = r"^[0-9]{1,3}(\.[0-9]{1,4})?$";
const DAY: &str = "^(19[0-9]{2}|2[01][0-9]{2}|2200)-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$";
const LAST_DAY: &str = "^((19[0-9]{2}|2[01][0-9]{2}|2200)-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])|9999-12-31)$";
const TIME: &str = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?(Z|[+-][0-9]{2}:[0-9]{2})$";
const MONTH: &str = "^[0-9]{4}-(0[1-9]|1[0-2])$";
const KEY: &str = "^[!#-~]{1,64}$";
const TAG: &str = "^(\"[0-9]{1,18}\"|[0-9]{1,18})$";
const NUMBER: &str = "^[1-9][0-9]{0,17}$";
/// What shows nothing, within brackets of a pattern: `is_invisible` of the domain and control characters. What is beyond
/// four digits stands as itself, since not every reader of patterns knows another form.
macro_rules! unseen {
    () => {
        concat!(
            r"\x00-\x1f\x7f-\x9f\xad\u034f\u061c\u115f-\u1160\u17b4-\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e",
            r"\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufdd0-\ufdef\ufeff\uffa0\ufff0-\ufffc\ufffe-\uffff",
            "\u{13430}-\u{1345f}\u{1bca0}-\u{1bca3}\u{1d159}\u{1d173}-\u{1d17a}\u{e0000}-\u{e0fff}",
        )
    };
}

/// No spaces at the ends, and nothing within that shows nothing.
const WORDS: &str = concat!(r"^[^\s", unseen!(), "]([^", unseen!(), r"]*[^\s", unseen!(), "])?$");

/// What a text may be.
enum Form {
    Pattern(&'static str),
    /// Words, of at least and at most so many characters.
    Words(usize, usize),
    Choice(Vec<String>),
    /// Text to look for, of at most so many characters.
    Sought(usize),
    /// Read by rules of its own, of at most so many characters.
    Free(usize),
    /// A whole number from and to.
    Whole(i64, i64),
}

const NAME: Form = Form::Words(1, 200);
const MAYBE_NAME: Form = Form::Words(0, 200);
const PROSE: Form = Form::Words(1, 1_000);
const NAMED: Form = Form::Words(1, 64);

macro_rules! choice {
    ($kind:ty) => {
        choice(<$kind>::ALL.iter().map(|one| one.as_str()))
    };
}

/// The form of a body's field.
fn of_field(schema: &str, field: &str) -> Option<Form> {
    if let Some(kind) = choices(schema, field) {
        return Some(kind);
    }
    Some(match (schema, field) {
        ("SignIn" | "NewUser", "login") | ("Welcome", "new_password") | ("NewPassword", "new_password") => {
            Form::Free(128)
        }
        ("SignIn" | "NewPassword" | "PasswordAgain", "password") => Form::Free(1_000),
        ("Welcome", "token") => Form::Pattern("^[0-9a-f]{64}$"),
        ("NewApiToken", "days") => Form::Whole(1, 400),
        ("NewCategory", "code") | ("Eligibility", "category") => Form::Pattern("^[a-z][a-z0-9_]{0,31}$"),
        ("Transfer", "from" | "to") => NAMED,
        ("Band", "from") => Form::Pattern(FROM_ZERO),
        ("Band", "approvers") => Form::Whole(1, 5),
        ("NewAgent" | "AgentEdit", "resident")
        | ("NewBranch" | "BranchEdit" | "NewGrant" | "GrantEdit", "merchant") => Form::Pattern(CODE),
        ("NewCard" | "CardEdit" | "NewConsent" | "ConsentEdit", "resident") => Form::Pattern(CODE),
        ("NewComplaint" | "ComplaintEdit", "resident") | (_, "about") => Form::Pattern(CODE),
        ("NewComplaint" | "ComplaintEdit" | "CardComplaint", "text" | "answer") => PROSE,
        ("NewConsent" | "ConsentEdit", "reference") | ("Sought", "text") => NAME,
        ("NewDevice" | "DeviceEdit" | "NewStaff" | "StaffEdit", "merchant") => Form::Pattern(CODE),
        (_, "pin") => Form::Pattern("^[0-9]{4,8}$"),
        ("PairingAsked", "device") => Form::Pattern(CODE),
        ("PairingOpened", "token") => Form::Words(1, 128),
        (_, "token" | "staff") => NAMED,
        (_, "issue" | "pairing") => Form::Whole(0, 1_000_000),
        ("Merchant" | "MerchantEdit", "contact" | "phone") | ("Resident" | "ResidentEdit", "phone") => MAYBE_NAME,
        ("Eligibility" | "GoodsLine", "evidence") => NAME,
        ("StockWriteOff" | "StockFound", "reason") => NAME,
        ("NewLink" | "LinkEdit", "one" | "other") => Form::Free(200),
        ("BatchRequest", "key") => Form::Pattern(KEY),
        ("BatchRequest", "if_match") => Form::Pattern(TAG),
        ("BatchRequest", "row" | "reference") => Form::Pattern(CODE),
        (
            _,
            "code" | "ref" | "receipt" | "donor_code" | "branch" | "agent" | "household" | "statement" | "settlement",
        ) => Form::Pattern(CODE),
        (_, "item") => Form::Pattern(CODE),
        (
            _,
            "fund" | "resident" | "card" | "merchant" | "discount" | "donation" | "invoice" | "approves"
            | "approved_hash",
        ) => NAMED,
        ("NewGrant" | "GrantEdit", "user") => Form::Pattern("^[0-9a-f]{32}$"),
        (_, "sha256") => Form::Pattern("^[0-9a-f]{64}$"),
        (_, "amount" | "bill" | "voucher" | "value") => Form::Pattern(AMOUNT),
        (
            _,
            "amount_off" | "min_spend" | "cap_per_bill" | "budget" | "minutes_above" | "card_daily_cap"
            | "receipt_above",
        ) => Form::Pattern(FROM_ZERO),
        (_, "percent" | "fund_share") => Form::Pattern(PERCENT),
        (_, "left_on" | "expires_on" | "valid_to" | "to") => Form::Pattern(LAST_DAY),
        (_, "date" | "day" | "from" | "as_of" | "joined_on" | "valid_from" | "papers_by" | "review_on") => {
            Form::Pattern(DAY)
        }
        (_, "at") => Form::Pattern(TIME),
        (_, "month") => Form::Pattern(MONTH),
        (_, "building" | "beneficiary") => MAYBE_NAME,
        (_, "purpose" | "reason" | "duplicate_reason" | "note" | "address") => PROSE,
        (_, "findings") => Form::Words(0, 1_000),
        (_, "eligible" | "timezone" | "of") => Form::Free(4_000),
        (_, "quantity") => Form::Whole(1, 1_000_000),
        (_, "grade" | "grades") => Form::Whole(1, 9),
        (_, "most") => Form::Whole(1, 1_000_000),
        (_, "days" | "posting_days" | "papers_days") => Form::Whole(0, 365),
        (_, "votes_for" | "votes_against") => Form::Whole(0, i64::from(u32::MAX)),
        (
            _,
            "name" | "name_zh" | "name_en" | "title" | "public_title" | "district" | "host" | "agreement" | "contact",
        ) => NAME,
        (_, "phone" | "consent" | "donor" | "by" | "paid_by" | "prepared_by" | "approved_by" | "requested_by") => NAME,
        (_, "id_number" | "uscc" | "unit" | "source" | "instead" | "minutes") => NAME,
        _ => return None,
    })
}

/// What a body's field is chosen from.
fn choices(schema: &str, field: &str) -> Option<Form> {
    Some(match (schema, field) {
        ("Disbursement" | "HelpTerms", "kind") => choice!(DisbursementKind),
        ("NewDonor" | "DonorEdit", "kind") => choice!(DonorSort),
        ("NewLink" | "LinkEdit", "kind") => choice!(LinkKind),
        (
            "NewGrant" | "GrantEdit" | "NewCard" | "CardEdit" | "NewDevice" | "DeviceEdit" | "NewStaff" | "StaffEdit",
            "state",
        ) => choice!(Standing),
        ("Merchant" | "MerchantEdit", "category") => choice!(MerchantCategory),
        ("Disbursement" | "Settlement" | "Charge" | "Payment" | "Step" | "Urgent" | "DonationReturn", "from")
        | (_, "held") => choice!(Held),
        ("OpeningBalance", "item") => choice!(OpeningItem),
        ("Discount", "state") => choice(["draft", "offered", "approved"]),
        ("DiscountEdit", "state") => choice!(DiscountState),
        ("BatchRequest", "operation") => choice(batches::operations().map(batches::spelt)),
        ("BatchRequest", "step") => choice!(StepName),
        (_, "keeper") => choice(["legal_person", "host_charity"]),
        (_, "relation") => choice!(AgentRelation),
        ("NewConsent" | "ConsentEdit", "kind") => choice!(ConsentKind),
        (_, "role") => choice!(Role),
        (_, "donor_kind") => choice!(DonorKind),
        (_, "method") => choice!(DonationMethod),
        (_, "charge") => choice!(Charge),
        (_, "basis") => choice!(ValueBasis),
        (_, "cause") => choice!(LossCause),
        (_, "span") => choice!(Span),
        (_, "scope") => choice!(UsesScope),
        (_, "period") => choice!(PeriodLength),
        _ => return None,
    })
}

/// The form of a list's members, and how many it has at least and at most.
fn of_list(schema: &str, field: &str) -> Option<(Option<Form>, usize, usize)> {
    Some(match (schema, field) {
        (_, "off") => (Some(choice!(OptionalStep)), 0, OptionalStep::ALL.len()),
        (_, "scopes") => {
            let scopes = Right::ALL.iter().filter(|right| right.is_for_programs());
            (Some(choice(scopes.map(|right| right.as_str()))), 1, Right::ALL.len())
        }
        (_, "purposes") => (Some(PROSE), 0, 50),
        (_, "buildings") => (Some(NAME), 0, 200),
        (_, "visitors") => (Some(MAYBE_NAME), 0, usize::MAX),
        (_, "eligibility") => (None, 0, 50),
        ("GoodsDonation" | "StockWriteOff" | "StockFound", "goods") => (None, 1, 100),
        (_, "goods") => (None, 0, 100),
        (_, "lines") => (None, 1, 1_000),
        (_, "requests") => (None, 1, 10_000),
        _ => return None,
    })
}

/// The form of a parameter in an address or a header.
fn of_parameter(path: &str, name: &str) -> Option<Form> {
    Some(match name {
        "community" | "code" | "reference" | "fund" | "merchant" | "branch" => Form::Pattern(CODE),
        "after" if path.ends_with("/history") || path.ends_with("/statements") => Form::Pattern(NUMBER),
        "after" if path.contains("/accounts/") => Form::Free(100),
        "after" => Form::Pattern(CODE),
        "number" | "before" => Form::Pattern(NUMBER),
        "limit" => Form::Pattern("^([1-9]|[1-9][0-9]|1[0-9]{2}|200)$"),
        "key" | "idempotency-key" => Form::Pattern(KEY),
        "if-match" => Form::Pattern(TAG),
        "step" => choice!(StepName),
        "from" | "to" => Form::Pattern(DAY),
        "q" | "of" => Form::Sought(200),
        "state" if path.ends_with("/cases") => choice!(CaseState),
        "kind" if path.ends_with("/accounts") => {
            let listed = AccountKind::ALL.iter().filter(|kind| kind.is_listed());
            choice(listed.map(|kind| kind.as_str()))
        }
        _ => return None,
    })
}

fn choice(names: impl IntoIterator<Item: Into<String>>) -> Form {
    Form::Choice(names.into_iter().map(Into::into).collect())
}

/// Adds what fields and parameters may be.
pub(super) fn add(document: &mut OpenApi) {
    name_rows_of_pages(document);
    open_what_is_part_of_others(document);
    let schemas = document.components.as_mut().map(|components| &mut components.schemas);
    for (name, schema) in schemas.into_iter().flatten() {
        if let RefOr::T(Schema::Object(object)) = schema
            && is_asked(object)
        {
            // Who takes a step is whoever is signed in.
            object.required.retain(|field| !TAKEN_BY.contains(&field.as_str()));
            for (field, schema) in &mut object.properties {
                shape_field(name, field, schema);
            }
        }
    }
    for (path, item) in &mut document.paths.paths {
        let PathItem { get, post, put, .. } = item;
        for operation in [get, post, put].into_iter().flatten() {
            for parameter in operation.parameters.iter_mut().flatten() {
                if let RefOr::T(parameter) = parameter {
                    shape_parameter(path, parameter);
                }
            }
        }
    }
}

/// The rows of a page are those that are shown alone. A page names its rows in its own name; their schema is not spelt
/// out in it once more, where what is part of it would stay closed.
fn name_rows_of_pages(document: &mut OpenApi) {
    let schemas = document.components.as_mut().map(|components| &mut components.schemas);
    for (name, schema) in schemas.into_iter().flatten() {
        if let Some(row) = name.strip_prefix("Rows_")
            && let RefOr::T(Schema::Object(page)) = schema
            && let Some(RefOr::T(Schema::Array(rows))) = page.properties.get_mut("rows")
        {
            rows.items = ArrayItems::RefOrSchema(Box::new(Ref::from_schema_name(row).into()));
        }
    }
}

/// What is asked takes no unknown fields; where an answer shows the same with more beside it, it is not closed.
fn open_what_is_part_of_others(document: &mut OpenApi) {
    let Some(components) = &mut document.components else {
        return;
    };
    let known = components.schemas.clone();
    let parts = components.schemas.iter_mut().filter_map(|(_, schema)| match schema {
        RefOr::T(Schema::AllOf(all)) => Some(&mut all.items),
        _ => None,
    });
    for part in parts.flatten() {
        let RefOr::Ref(reference) = &*part else { continue };
        let name = reference.ref_location.rsplit('/').next().unwrap_or_default();
        if let Some(RefOr::T(Schema::Object(object))) = known.iter().find(|(known, _)| *known == name).map(|(_, it)| it)
            && is_asked(object)
        {
            let mut object = object.clone();
            object.additional_properties = None;
            *part = RefOr::T(Schema::Object(object));
        }
    }
}

/// What is asked takes no unknown fields; what is answered may have more some day.
fn is_asked(object: &Object) -> bool {
    object.additional_properties.is_some()
}

fn shape_field(schema: &str, field: &str, property: &mut RefOr<Schema>) {
    match property {
        RefOr::T(Schema::Object(object)) => {
            if let Some(form) = of_field(schema, field) {
                shape(object, form);
            }
        }
        RefOr::T(Schema::Array(array)) => {
            let Some((form, least, most)) = of_list(schema, field) else {
                return;
            };
            array.min_items = Some(least).filter(|least| *least > 0);
            array.max_items = Some(most).filter(|most| *most < usize::MAX);
            if let (Some(form), ArrayItems::RefOrSchema(items)) = (form, &mut array.items)
                && let RefOr::T(Schema::Object(object)) = &mut **items
            {
                shape(object, form);
            }
        }
        _ => {}
    }
}

fn shape_parameter(path: &str, parameter: &mut Parameter) {
    if let Some(RefOr::T(Schema::Object(object))) = &mut parameter.schema
        && let Some(form) = of_parameter(path, &parameter.name)
    {
        shape(object, form);
    }
}

fn shape(object: &mut Object, form: Form) {
    let is_whole = |kind: &Type| matches!(kind, Type::Integer);
    let holds_numbers = match &object.schema_type {
        SchemaType::Type(kind) => is_whole(kind),
        SchemaType::Array(kinds) => kinds.iter().any(is_whole),
        SchemaType::AnyValue => false,
    };
    match form {
        Form::Whole(least, most) => {
            object.minimum = Some(utoipa::Number::Int(least.try_into().unwrap_or_default()));
            object.maximum = Some(utoipa::Number::Int(most.try_into().unwrap_or(isize::MAX)));
        }
        // A number in an address is of a type already.
        _ if holds_numbers => {}
        Form::Pattern(pattern) => {
            object.pattern = Some(pattern.to_owned());
            if matches!(pattern, DAY | LAST_DAY) {
                object.format = Some(SchemaFormat::KnownFormat(KnownFormat::Date));
            }
        }
        Form::Words(least, most) => {
            let words = WORDS.to_owned();
            object.pattern = Some(if least == 0 { format!("^$|{words}") } else { words });
            object.min_length = Some(least).filter(|least| *least > 0);
            object.max_length = Some(most);
        }
        Form::Choice(choices) => {
            let nothing = matches!(&object.schema_type, SchemaType::Array(kinds) if kinds.contains(&Type::Null));
            let all = choices.into_iter().map(|choice| json!(choice));
            object.enum_values = Some(all.chain(nothing.then_some(Value::Null)).collect());
        }
        Form::Sought(most) => {
            object.pattern = Some(r"^[^\x00-\x1f\x7f-\x9f]*$".to_owned());
            object.max_length = Some(most);
        }
        Form::Free(most) => object.max_length = Some(most),
    }
}

#[cfg(test)]
mod tests;
