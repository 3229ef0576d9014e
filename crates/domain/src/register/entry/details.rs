//! What rows of those registers say, but for what stands at a counter.

use serde::{Deserialize, Serialize};

use super::{AgentRelation, ConsentKind, DonorSort, LinkKind, Party, Standing};
use crate::access::Role;
use crate::calendar::Day;
use crate::code::Code;
use crate::user::UserId;

/// A donor 捐赠人.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DonorDetails {
    /// Who it is.
    pub kind: DonorSort,
    /// The name.
    pub name: String,
    /// Whom to ask for.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub contact: Option<String>,
    /// Their telephone.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub phone: Option<String>,
    /// The reference of an agreement 捐赠协议.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub agreement: Option<String>,
    /// The last day, if it has ended or will.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub to: Option<Day>,
}

/// A category of eligibility 资格类别.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CategoryDetails {
    /// The name in Chinese.
    pub name_zh: String,
    /// The name in English.
    pub name_en: String,
    /// How many grades it has, 1 the most severe; none for one without grades.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub grades: Option<u8>,
    /// The first day on which it counts.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub from: Option<Day>,
    /// The last day on which it counts.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub to: Option<Day>,
}

/// Who may act for a resident 代办人.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AgentDetails {
    /// For whom.
    pub resident: Code,
    /// What lets them.
    pub relation: AgentRelation,
    /// The name.
    pub name: String,
    /// Their telephone.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub phone: Option<String>,
    /// The reference of the resident's consent, or of what stands for it.
    pub consent: String,
    /// The first day.
    pub from: Day,
    /// The last day, if it has ended or will.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub to: Option<Day>,
}

/// A link between two parties 关联关系.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LinkDetails {
    /// How they are linked.
    pub kind: LinkKind,
    /// One of them.
    pub one: Party,
    /// The other.
    pub other: Party,
    /// The first day.
    pub from: Day,
    /// The last day, if it has ended or will.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub to: Option<Day>,
    /// How it is known.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub note: Option<String>,
}

/// A branch of a merchant 分店.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BranchDetails {
    /// Whose it is.
    pub merchant: Code,
    /// The name.
    pub name: String,
    /// Where it is.
    pub address: String,
    /// The first day.
    pub from: Day,
    /// The last day, if it has closed or will.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub to: Option<Day>,
}

/// A household 家庭.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HouseholdDetails {
    /// How the office calls it, mostly by who heads it 户主.
    pub name: String,
    /// Where it lives.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub address: Option<String>,
    /// The first day.
    pub from: Day,
    /// The last day, if it has ended or will.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub to: Option<Day>,
}

/// A role that somebody was given 授权.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GrantDetails {
    /// Who signs in.
    pub user: UserId,
    /// How papers and steps of this community call them.
    pub name: String,
    /// What they are.
    pub role: Role,
    /// In a shop: which.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub merchant: Option<Code>,
    /// Of a grid worker: whose residents, by building.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub buildings: Vec<String>,
    /// Whether it counts: one that is taken back does not, from then on.
    #[serde(skip_serializing_if = "Standing::is_active", default)]
    pub state: Standing,
    /// The first day.
    pub from: Day,
    /// The last day, if it has ended or will.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub to: Option<Day>,
}

/// What a resident consented to, or did not 个人信息同意.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConsentDetails {
    /// Who was asked. It never changes.
    pub resident: Code,
    /// What they were asked. It never changes.
    pub kind: ConsentKind,
    /// Whether they consented. It never changes: whoever thinks better of it is asked anew.
    pub given: bool,
    /// Who said so for them, if not they themselves.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub by: Option<String>,
    /// The reference of the paper that they signed.
    pub reference: String,
    /// The day on which they said so.
    pub from: Day,
    /// The last day on which it counts, if it was taken back or ends.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub to: Option<Day>,
}

/// What a resident complained of 投诉. It never changes; what they are answered is added.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ComplaintDetails {
    /// Whose it is.
    pub resident: Code,
    /// What is wrong, in their words.
    pub text: String,
    /// The redemption that it is about, by its reference.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub about: Option<Code>,
    /// What they were answered.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub answer: Option<String>,
    /// The day on which they complained.
    pub from: Day,
    /// The day on which they were answered.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub to: Option<Day>,
}

/// By which number of its own a shop knows a resident 户号. The resident agreed that the office tells the shop that its
/// customer is of this neighbourhood's books, and nothing else of them.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CustomerDetails {
    /// The shop. It never changes.
    pub merchant: Code,
    /// Whose number it is. It never changes.
    pub resident: Code,
    /// The number, as the shop writes it. It never changes.
    pub number: String,
    /// The reference of the resident's consent, or of what stands for it.
    pub consent: String,
    /// The first day: that of the consent, or a later one.
    pub from: Day,
    /// The last day, if the consent was taken back or the number ended.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub to: Option<Day>,
}
