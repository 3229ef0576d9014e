//! Help in steps.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::{Validate, ValidationError};
use xiaonuan_domain::command::{Approved, CaseApproval, CaseStep, CaseTerms, Command, Evidence, StepCase, StepName};
use xiaonuan_domain::money::Money;

use super::goods::{Pieces, goods_or_money, not_too_many};
use super::{Ask, count, read, read_if};
use crate::fault::{Fault, FieldCode, FieldFault};
use crate::field;

/// What help is asked for or prepared.
#[derive(Debug, Deserialize, Serialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[validate(schema(function = "money_or_goods"))]
#[schema(as = HelpTerms)]
pub(crate) struct Terms {
    /// The fund it comes from.
    #[validate(custom(function = "field::named"))]
    #[schema(example = "xiaonuan")]
    fund: String,
    /// Who is helped.
    #[validate(custom(function = "field::named"))]
    #[schema(example = "R0001")]
    resident: String,
    /// cash, voucher, bill_payment or goods.
    #[validate(custom(function = "field::disbursement_kind"))]
    #[schema(example = "cash")]
    kind: String,
    /// How much, in yuan; nothing for goods, whose value follows from the stock.
    #[serde(default)]
    #[validate(custom(function = "field::amount"))]
    #[schema(example = "300.00")]
    amount: Option<String>,
    /// For goods: the items, out of the fund's stock.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[validate(custom(function = "not_too_many"), nested)]
    goods: Vec<Pieces>,
    /// Whom a bill is owed to.
    #[serde(default)]
    #[validate(custom(function = "field::named"))]
    merchant: Option<String>,
    /// What for.
    #[validate(custom(function = "field::prose"))]
    #[schema(example = "取暖")]
    purpose: String,
    /// A voucher's last day.
    #[serde(default)]
    #[validate(custom(function = "field::last_day"))]
    expires_on: Option<String>,
}

fn money_or_goods(terms: &Terms) -> Result<(), ValidationError> {
    goods_or_money(&terms.kind, terms.amount.as_ref(), &terms.goods)
}

impl Terms {
    fn read(self) -> CaseTerms {
        CaseTerms {
            fund: self.fund,
            resident: self.resident,
            kind: read(&self.kind),
            amount: read_if(self.amount.as_ref()).unwrap_or(Money::ZERO),
            goods: self.goods.iter().map(Pieces::read).collect(),
            merchant: self.merchant.unwrap_or_default(),
            purpose: self.purpose,
            expires_on: read_if(self.expires_on.as_ref()),
        }
    }
}

/// A file that is kept elsewhere.
#[derive(Debug, Deserialize, Serialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct File {
    /// Its name.
    #[validate(custom(function = "field::text"))]
    name: String,
    /// The SHA-256 of its bytes, in 64 lower-case hexadecimal digits.
    #[validate(custom(function = "field::named"))]
    sha256: String,
}

fn files(files: Vec<File>) -> Vec<Evidence> {
    let file = |file: File| Evidence {
        name: file.name,
        sha256: file.sha256,
    };
    files.into_iter().map(file).collect()
}

/// More votes than anybody has.
const MOST_VOTES: i64 = u32::MAX as i64;

/// How something is approved.
#[derive(Debug, Default, Deserialize, Serialize, Validate, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Approval {
    /// The hash of what is approved, so that nothing else is.
    #[validate(custom(function = "field::named"))]
    approves: Option<String>,
    /// The number of the minutes.
    #[validate(custom(function = "field::text"))]
    minutes: Option<String>,
    /// Votes for it.
    #[validate(range(min = 0, max = MOST_VOTES))]
    votes_for: Option<i64>,
    /// Votes against it.
    #[validate(range(min = 0, max = MOST_VOTES))]
    votes_against: Option<i64>,
    /// Above this amount minutes and votes are needed.
    #[validate(custom(function = "field::amount_from_zero"))]
    minutes_above: Option<String>,
    /// Why the household is helped again for the same purpose in the same month.
    #[validate(custom(function = "field::prose"))]
    duplicate_reason: Option<String>,
}

impl Approval {
    fn read(self) -> CaseApproval {
        let votes = self.votes_for.or(self.votes_against).is_some();
        CaseApproval {
            approves: self.approves,
            minutes: self.minutes,
            votes: votes.then(|| {
                (
                    count(self.votes_for.unwrap_or(0)),
                    count(self.votes_against.unwrap_or(0)),
                )
            }),
            minutes_above: read_if::<Money>(self.minutes_above.as_ref()),
            duplicate_reason: self.duplicate_reason,
        }
    }
}

/// Help that cannot wait: approved and paid at once by two people.
#[derive(Debug, Deserialize, Serialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Urgent {
    /// Who pays; `by` approves.
    #[validate(custom(function = "field::text"))]
    paid_by: String,
    /// Of cash: from where it is paid, bank unless hand is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(custom(function = "field::held"))]
    #[schema(example = "bank")]
    from: Option<String>,
    /// The last day for the missing papers.
    #[validate(custom(function = "field::day"))]
    papers_by: String,
    /// Why it cannot wait.
    #[validate(custom(function = "field::prose"))]
    reason: String,
    /// How it is approved.
    #[serde(default)]
    #[validate(nested)]
    approval: Approval,
}

/// A disbursement that begins: applied for, or paid at once because it cannot wait.
#[derive(Debug, Deserialize, Serialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewCase {
    /// The reference, new for each.
    #[serde(rename = "ref")]
    #[validate(custom(function = "field::code"))]
    #[schema(example = "BF-2026-001")]
    reference: String,
    /// The day.
    #[validate(custom(function = "field::day"))]
    #[schema(example = "2026-11-02")]
    date: String,
    /// Who applies or takes the application; of help that cannot wait, who approves it.
    #[validate(custom(function = "field::text"))]
    by: String,
    /// What is asked for.
    #[validate(nested)]
    terms: Terms,
    /// Says that it cannot wait.
    #[serde(default)]
    #[validate(nested)]
    urgent: Option<Urgent>,
    /// Files that go with it.
    #[serde(default)]
    #[validate(nested)]
    evidence: Vec<File>,
}

impl Ask for NewCase {
    const MOVES_MONEY: bool = true;

    fn command(self) -> Command {
        let terms = self.terms.read();
        let step = match self.urgent {
            None => CaseStep::Apply(terms),
            Some(urgent) => CaseStep::PayFirst {
                terms,
                approval: urgent.approval.read(),
                paid_by: urgent.paid_by,
                from: read_if(urgent.from.as_ref()).unwrap_or_default(),
                papers_by: read(&urgent.papers_by),
                reason: urgent.reason,
            },
        };
        Command::StepCase(Box::new(StepCase {
            case: read(&self.reference),
            date: read(&self.date),
            by: self.by,
            step,
            evidence: files(self.evidence),
        }))
    }
}

/// A step of a disbursement. Which fields it needs depends on the step.
#[derive(Debug, Deserialize, Serialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[validate(schema(function = "one_approval"))]
pub(crate) struct Step {
    /// The day of the step.
    #[validate(custom(function = "field::day"))]
    #[schema(example = "2026-11-03")]
    date: String,
    /// Who takes it.
    #[validate(custom(function = "field::text"))]
    by: String,
    /// prepare: what is given; as applied for or prepared before where nothing is said.
    #[serde(default)]
    #[validate(nested)]
    terms: Option<Terms>,
    /// visit: who went, at least two.
    #[serde(default)]
    #[validate(custom(function = "names"))]
    visitors: Vec<String>,
    /// visit: what they found. answer: what was found about the objections.
    #[serde(default)]
    #[validate(custom(function = "field::maybe_prose"))]
    findings: Option<String>,
    /// approve: how.
    #[serde(default)]
    #[validate(nested)]
    approval: Option<Approval>,
    /// pay: the record that approved it.
    #[serde(default)]
    approved: Option<i64>,
    /// pay: the hash of what was approved, instead of the record.
    #[serde(default)]
    #[validate(custom(function = "field::named"))]
    approved_hash: Option<String>,
    /// pay: of cash, from where; bank unless hand is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(custom(function = "field::held"))]
    from: Option<String>,
    /// pay: why the household is helped again for the same purpose in the same month.
    #[serde(default)]
    #[validate(custom(function = "field::prose"))]
    duplicate_reason: Option<String>,
    /// sign: who signs in the resident's stead.
    #[serde(default)]
    #[validate(custom(function = "field::text"))]
    instead: Option<String>,
    /// sign: the registered agent who signs in the resident's stead, by code, instead of a name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(custom(function = "field::code"))]
    agent: Option<String>,
    /// post: for how many days, from the day of the step; as many as the community has set where nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(range(min = 0, max = 365))]
    days: Option<i64>,
    /// reject, cancel, return, object: why.
    #[serde(default)]
    #[validate(custom(function = "field::prose"))]
    reason: Option<String>,
    /// Files that go with it.
    #[serde(default)]
    #[validate(nested)]
    evidence: Vec<File>,
}

fn names(names: &[String]) -> Result<(), ValidationError> {
    names.iter().try_for_each(|name| field::maybe_text(name))
}

/// A payment names its approval one way only, and a signature who signed.
fn one_approval(step: &Step) -> Result<(), ValidationError> {
    match (&step.approved, &step.approved_hash) {
        (Some(_), Some(_)) => Err(crate::query::at("approved_hash", FieldCode::Unknown)),
        _ if step.instead.is_some() && step.agent.is_some() => Err(crate::query::at("agent", FieldCode::Unasked)),
        _ => Ok(()),
    }
}

impl Step {
    /// Fields of other steps, and those without which this one is nothing.
    pub(crate) fn check(&self, name: StepName) -> Result<(), Fault> {
        use StepName as N;
        let gives_reason = matches!(name, N::Reject | N::Cancel | N::Return | N::Object);
        let fields = [
            ("terms", self.terms.is_some(), name == N::Prepare),
            ("visitors", !self.visitors.is_empty(), name == N::Visit),
            (
                "findings",
                self.findings.is_some(),
                matches!(name, N::Visit | N::Answer),
            ),
            ("approval", self.approval.is_some(), name == N::Approve),
            ("approved", self.approved.is_some(), name == N::Pay),
            ("approved_hash", self.approved_hash.is_some(), name == N::Pay),
            ("from", self.from.is_some(), name == N::Pay),
            ("duplicate_reason", self.duplicate_reason.is_some(), name == N::Pay),
            ("instead", self.instead.is_some(), name == N::Sign),
            ("agent", self.agent.is_some(), name == N::Sign),
            ("days", self.days.is_some(), name == N::Post),
            ("reason", self.reason.is_some(), gives_reason),
        ];
        let unasked = fields.iter().filter(|(_, is_said, is_own)| *is_said && !is_own);
        let mut faults: Vec<_> = unasked
            .map(|(field, ..)| FieldFault::new(*field, FieldCode::Unasked))
            .collect();
        if name == N::Pay && self.approved.is_none() && self.approved_hash.is_none() {
            faults.push(FieldFault {
                choices: vec!["approved".to_owned(), "approved_hash".to_owned()],
                ..FieldFault::new("approved", FieldCode::Required)
            });
        }
        if gives_reason && self.reason.is_none() {
            faults.push(FieldFault::new("reason", FieldCode::Required));
        }
        if name == N::Answer && self.findings.is_none() {
            faults.push(FieldFault::new("findings", FieldCode::Required));
        }
        if faults.is_empty() {
            Ok(())
        } else {
            Err(Fault::Invalid(faults))
        }
    }

    /// What is asked of a disbursement by the step of that name.
    pub(crate) fn command(self, case: &str, name: StepName) -> Command {
        let reason = self.reason.unwrap_or_default();
        let step = match name {
            StepName::Visit => CaseStep::Visit {
                visitors: self.visitors,
                findings: self.findings.unwrap_or_default(),
            },
            StepName::Prepare => CaseStep::Prepare(self.terms.map(Terms::read)),
            StepName::Review => CaseStep::Review,
            StepName::Approve => CaseStep::Approve(self.approval.unwrap_or_default().read()),
            StepName::Pay => CaseStep::Pay {
                approval: match self.approved {
                    Some(seq) => Approved::Record(seq),
                    None => Approved::Hash(self.approved_hash.unwrap_or_default()),
                },
                from: read_if(self.from.as_ref()).unwrap_or_default(),
                duplicate_reason: self.duplicate_reason,
            },
            StepName::Sign => CaseStep::Sign {
                instead: self.instead,
                agent: read_if(self.agent.as_ref()),
            },
            StepName::Reject => CaseStep::Reject { reason },
            StepName::Cancel => CaseStep::Cancel { reason },
            StepName::Return => CaseStep::Return { reason },
            StepName::Post => CaseStep::Post {
                days: self.days.map(count),
            },
            StepName::Object => CaseStep::Object { reason },
            StepName::Answer => CaseStep::Answer {
                findings: self.findings.unwrap_or_default(),
            },
        };
        Command::StepCase(Box::new(StepCase {
            case: read(case),
            date: read(&self.date),
            by: self.by,
            step,
            evidence: files(self.evidence),
        }))
    }
}
