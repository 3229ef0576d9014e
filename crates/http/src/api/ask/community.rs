//! A community: how its books are opened, and what of it may change.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::{Validate, ValidationError};
use xiaonuan_domain::command::{self, CommunityDetails, NewState, OpenCommunity};
use xiaonuan_domain::refusal::RefusalCode;

use super::change::Edits;
use super::{count, read, read_if};
use crate::fault::FieldCode;
use crate::field;
use crate::query::{at, one_of};

/// A community to open books for 社区.
#[derive(Debug, Deserialize, Serialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewCommunity)]
#[validate(schema(function = "new_keeper_agrees"))]
pub(crate) struct Community {
    /// The code in addresses.
    #[validate(custom(function = "field::code"))]
    #[schema(example = "qingzhu")]
    code: String,
    /// The name.
    #[validate(custom(function = "field::text"))]
    #[schema(example = "青竹社区")]
    name: String,
    /// The district it belongs to.
    #[validate(custom(function = "field::text"))]
    #[schema(example = "长春市某区")]
    district: String,
    /// Whose days its days are.
    #[validate(custom(function = "field::zone"))]
    #[schema(example = "Asia/Shanghai")]
    timezone: String,
    /// legal_person, which it is where nothing is said, or host_charity where a host charity 慈善会 holds the money.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "host_charity")]
    keeper: Option<String>,
    /// The host's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(custom(function = "field::text"))]
    #[schema(example = "示范区慈善会")]
    host: Option<String>,
}

impl Community {
    /// What it asks.
    pub(crate) fn command(self) -> OpenCommunity {
        OpenCommunity {
            code: read(&self.code),
            name: self.name,
            district: self.district,
            zone: read(&self.timezone),
            keeper: self.host.into(),
        }
    }
}

/// What of a community may change.
#[derive(Debug, Deserialize, Serialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[validate(schema(function = "keeper_agrees"))]
pub(crate) struct CommunityEdit {
    /// The name.
    #[validate(custom(function = "field::text"))]
    name: String,
    /// The district it belongs to.
    #[validate(custom(function = "field::text"))]
    district: String,
    /// legal_person, or host_charity where a host charity 慈善会 holds the money.
    #[schema(example = "host_charity")]
    keeper: String,
    /// The host's name.
    #[serde(default)]
    #[validate(custom(function = "field::text"))]
    #[schema(example = "示范区慈善会")]
    host: Option<String>,
    /// How its workflow goes. Where nothing is said, every step may be taken, and preparing, approving and paying must.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(nested)]
    settings: Option<Settings>,
}

/// How a community's workflow goes 社区设置.
#[derive(Debug, Deserialize, Serialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = CommunitySettings)]
pub(crate) struct Settings {
    /// The steps that are switched off, of apply, visit, review, posting and sign: they are not taken. All others must be.
    #[validate(length(max = 5), custom(function = "field::optional_steps"))]
    #[schema(example = json!(["visit"]))]
    off: Vec<String>,
    /// For how many days at least what was approved is posted 公示 before it may be paid.
    #[serde(default)]
    #[validate(range(min = 0, max = 365))]
    posting_days: Option<i64>,
    /// Above this amount, in yuan, minutes and votes are needed.
    #[serde(default)]
    #[validate(custom(function = "field::amount_from_zero"))]
    minutes_above: Option<String>,
    /// How many days the papers of help that was paid first may be missing.
    #[serde(default)]
    #[validate(range(min = 0, max = 365))]
    papers_days: Option<i64>,
    /// Whether merchants are paid in steps alone: prepared, approved and paid by three people.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    settle_in_steps: bool,
    /// Whether every step may be taken and none but preparing, approving and paying must be, whatever else is said of steps.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    steps_optional: bool,
    /// Whether officers may approve and pay having signed in by password alone.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    second_factor_optional: bool,
    /// The most that one person may get through cards on a day, in discounts and vouchers together, in yuan.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(custom(function = "field::amount_from_zero"))]
    card_daily_cap: Option<String>,
    /// Above which bill, in yuan, a shop's counter must give the number of its own receipt; never, where nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(custom(function = "field::amount_from_zero"))]
    receipt_above: Option<String>,
    /// For how many years after the end of its year everything is kept before a resident may be erased; 30, as the law asks
    /// at least, where nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(range(min = 30, max = 100))]
    archive_years: Option<i64>,
    /// How many different people approve help, by its amount; one where nothing is said. The first band begins at zero, each
    /// begins above the one before and asks for no fewer.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[validate(length(max = 10), nested)]
    help_bands: Vec<Band>,
    /// How many different people approve what a merchant is paid, by its amount; one where nothing is said.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[validate(length(max = 10), nested)]
    settlement_bands: Vec<Band>,
}

/// From an amount on, so many people approve.
#[derive(Debug, Deserialize, Serialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Band {
    /// Where it begins, in yuan.
    #[validate(custom(function = "field::amount_from_zero"))]
    #[schema(example = "0.00")]
    from: String,
    /// How many approve.
    #[validate(range(min = 1, max = 5))]
    approvers: i64,
}

fn bands(asked: &[Band]) -> command::Bands {
    let band = |band: &Band| command::Band {
        from: read(&band.from),
        approvers: count(band.approvers),
    };
    command::Bands(asked.iter().map(band).collect())
}

fn told(bands: &command::Bands) -> Vec<Band> {
    let band = |band: &command::Band| Band {
        from: band.from.to_string(),
        approvers: band.approvers.into(),
    };
    bands.0.iter().map(band).collect()
}

impl Settings {
    fn read(&self) -> command::Settings {
        command::Settings {
            off: self.off.iter().map(|step| read(step)).collect(),
            posting_days: self.posting_days.map(count),
            minutes_above: read_if(self.minutes_above.as_ref()),
            papers_days: self.papers_days.map(count),
            settle_in_steps: self.settle_in_steps,
            steps_optional: self.steps_optional,
            second_factor_optional: self.second_factor_optional,
            card_daily_cap: read_if(self.card_daily_cap.as_ref()),
            receipt_above: read_if(self.receipt_above.as_ref()),
            archive_years: self.archive_years.map(count),
            help_bands: bands(&self.help_bands),
            settlement_bands: bands(&self.settlement_bands),
        }
    }

    /// As they are shown.
    pub(crate) fn of(settings: &command::Settings) -> Self {
        Settings {
            off: settings.off.iter().map(|step| step.to_string()).collect(),
            posting_days: settings.posting_days.map(i64::from),
            minutes_above: settings.minutes_above.map(|amount| amount.to_string()),
            papers_days: settings.papers_days.map(i64::from),
            settle_in_steps: settings.settle_in_steps,
            steps_optional: settings.steps_optional,
            second_factor_optional: settings.second_factor_optional,
            card_daily_cap: settings.card_daily_cap.map(|amount| amount.to_string()),
            receipt_above: settings.receipt_above.map(|amount| amount.to_string()),
            archive_years: settings.archive_years.map(i64::from),
            help_bands: told(&settings.help_bands),
            settlement_bands: told(&settings.settlement_bands),
        }
    }
}

fn keeper_agrees(community: &CommunityEdit) -> Result<(), ValidationError> {
    agree(&community.keeper, community.host.as_deref())
}

fn new_keeper_agrees(community: &Community) -> Result<(), ValidationError> {
    agree(
        community.keeper.as_deref().unwrap_or("legal_person"),
        community.host.as_deref(),
    )
}

/// A host has a name, and a legal person none.
fn agree(keeper: &str, host: Option<&str>) -> Result<(), ValidationError> {
    match (keeper, host) {
        ("legal_person", None) | ("host_charity", Some(_)) => Ok(()),
        ("legal_person", Some(_)) => Err(at("host", FieldCode::Unasked)),
        ("host_charity", None) => Err(at("host", FieldCode::Required)),
        _ => Err(one_of("keeper", &["legal_person", "host_charity"])),
    }
}

impl Edits for CommunityEdit {
    const MISSING: Option<RefusalCode> = None;

    fn state(self) -> NewState {
        NewState::Community(CommunityDetails {
            name: self.name,
            district: self.district,
            settings: self.settings.as_ref().map(Settings::read),
            keeper: self.host.into(),
        })
    }
}
