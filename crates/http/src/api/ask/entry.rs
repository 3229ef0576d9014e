//! Registers that all work alike: one body to register a row, and one that states the whole of it anew.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use validator::Validate;
use xiaonuan_domain::command::{Command, NewState, RegisterEntry};
use xiaonuan_domain::refusal::RefusalCode;
use xiaonuan_domain::register::Register;
use xiaonuan_domain::register::entry::EntryDetails;

use super::{Ask, Edits, read};
use crate::field;

/// Declares the two bodies of a register. The fields are those of the details, as texts.
macro_rules! bodies {
    ($new:ident, $edit:ident, $register:ident or $missing:ident as $what:literal {
        $($(#[$attribute:meta])* $field:ident: $type:ident $(<$of:ident>)?,)+
    }) => {
        #[doc = concat!($what, ", to be registered.")]
        #[derive(Deserialize, Serialize, Validate, ToSchema)]
        #[serde(deny_unknown_fields)]
        pub(crate) struct $new {
            /// The code.
            #[validate(custom(function = "field::code"))]
            code: String,
            $($(#[$attribute])* $field: $type $(<$of>)?,)+
        }

        #[doc = concat!($what, ": all that can be said of it.")]
        #[derive(Deserialize, Serialize, Validate, ToSchema)]
        #[serde(deny_unknown_fields)]
        pub(crate) struct $edit {
            $($(#[$attribute])* $field: $type $(<$of>)?,)+
        }

        impl Ask for $new {
            const MOVES_MONEY: bool = false;

            fn command(self) -> Command {
                let code = read(&self.code);
                let edit = $edit { $($field: self.$field,)+ };
                Command::RegisterEntry(Box::new(RegisterEntry { code, details: edit.details() }))
            }
        }

        impl Edits for $edit {
            const MISSING: Option<RefusalCode> = Some(RefusalCode::$missing);

            fn state(self) -> NewState {
                NewState::Entry(Box::new(self.details()))
            }
        }

        impl $edit {
            fn details(&self) -> EntryDetails {
                let Ok(Value::Object(mut fields)) = serde_json::to_value(self) else {
                    unreachable!("the fields are texts and numbers")
                };
                fields.retain(|_, value| !value.is_null());
                EntryDetails::read(Register::$register, fields)
                    .unwrap_or_else(|_| unreachable!("the fields were validated by the same readers"))
            }

            /// As it is shown.
            pub(crate) fn of(details: &EntryDetails) -> Self {
                serde_json::from_value(Value::Object(details.fields()))
                    .unwrap_or_else(|_| unreachable!("the fields are those of the details"))
            }
        }
    };
}

pub(super) use bodies;

bodies! {
    NewDonor, DonorEdit, Donor or UnknownDonor as "A donor 捐赠人" {
        /// person, company, public_body, social_organisation or anonymous.
        #[validate(custom(function = "field::donor_sort"))]
        #[schema(example = "company")]
        kind: String,
        /// The name.
        #[validate(custom(function = "field::text"))]
        #[schema(example = "青竹热力有限公司")]
        name: String,
        /// Whom to ask for.
        #[serde(default)]
        #[validate(custom(function = "field::text"))]
        contact: Option<String>,
        /// Their telephone.
        #[serde(default)]
        #[validate(custom(function = "field::text"))]
        phone: Option<String>,
        /// The reference of an agreement 捐赠协议.
        #[serde(default)]
        #[validate(custom(function = "field::text"))]
        agreement: Option<String>,
        /// The last day, if it has ended or will.
        #[serde(default)]
        #[validate(custom(function = "field::last_day"))]
        to: Option<String>,
    }
}

bodies! {
    NewCategory, CategoryEdit, Category or UnknownCategory as "A category of eligibility 资格类别" {
        /// The name in Chinese.
        #[validate(custom(function = "field::text"))]
        #[schema(example = "失业")]
        name_zh: String,
        /// The name in English.
        #[validate(custom(function = "field::text"))]
        name_en: String,
        /// How many grades it has, 1 the most severe; none for one without grades.
        #[serde(default)]
        #[validate(range(min = 1, max = 9))]
        grades: Option<i64>,
        /// The first day on which it counts.
        #[serde(default)]
        #[validate(custom(function = "field::day"))]
        from: Option<String>,
        /// The last day on which it counts.
        #[serde(default)]
        #[validate(custom(function = "field::last_day"))]
        to: Option<String>,
    }
}

bodies! {
    NewAgent, AgentEdit, Agent or UnknownAgent as "Who may act for a resident 代办人" {
        /// For whom. It never changes.
        #[validate(custom(function = "field::code"))]
        #[schema(example = "R0001")]
        resident: String,
        /// guardian, relative, entrusted, community_worker or other.
        #[validate(custom(function = "field::agent_relation"))]
        #[schema(example = "guardian")]
        relation: String,
        /// The name.
        #[validate(custom(function = "field::text"))]
        name: String,
        /// Their telephone.
        #[serde(default)]
        #[validate(custom(function = "field::text"))]
        phone: Option<String>,
        /// The reference of the resident's consent, or of what stands for it.
        #[validate(custom(function = "field::text"))]
        consent: String,
        /// The first day.
        #[validate(custom(function = "field::day"))]
        from: String,
        /// The last day, if it has ended or will.
        #[serde(default)]
        #[validate(custom(function = "field::last_day"))]
        to: Option<String>,
    }
}

bodies! {
    NewLink, LinkEdit, Link or UnknownLink as "A link between two parties 关联关系" {
        /// same_person, owner, officer, relative, same_household or other. It never changes.
        #[validate(custom(function = "field::link_kind"))]
        #[schema(example = "owner")]
        kind: String,
        /// One of them: donor:CODE, merchant:CODE, resident:CODE or officer:NAME. It never changes.
        #[validate(custom(function = "field::party"))]
        #[schema(example = "officer:王芳")]
        one: String,
        /// The other. It never changes.
        #[validate(custom(function = "field::party"))]
        #[schema(example = "merchant:M01")]
        other: String,
        /// The first day.
        #[validate(custom(function = "field::day"))]
        from: String,
        /// The last day, if it has ended or will.
        #[serde(default)]
        #[validate(custom(function = "field::last_day"))]
        to: Option<String>,
        /// How it is known.
        #[serde(default)]
        #[validate(custom(function = "field::prose"))]
        note: Option<String>,
    }
}

bodies! {
    NewBranch, BranchEdit, Branch or UnknownBranch as "A branch of a merchant 分店" {
        /// Whose it is. It never changes.
        #[validate(custom(function = "field::code"))]
        #[schema(example = "M01")]
        merchant: String,
        /// The name.
        #[validate(custom(function = "field::text"))]
        name: String,
        /// Where it is.
        #[validate(custom(function = "field::prose"))]
        address: String,
        /// The first day.
        #[validate(custom(function = "field::day"))]
        from: String,
        /// The last day, if it has closed or will.
        #[serde(default)]
        #[validate(custom(function = "field::last_day"))]
        to: Option<String>,
    }
}

bodies! {
    NewHousehold, HouseholdEdit, Household or UnknownHousehold as "A household 家庭" {
        /// How the office calls it, mostly by who heads it 户主.
        #[validate(custom(function = "field::text"))]
        #[schema(example = "张家")]
        name: String,
        /// Where it lives.
        #[serde(default)]
        #[validate(custom(function = "field::prose"))]
        address: Option<String>,
        /// The first day.
        #[validate(custom(function = "field::day"))]
        from: String,
        /// The last day, if it has ended or will: nobody joins it after it.
        #[serde(default)]
        #[validate(custom(function = "field::last_day"))]
        to: Option<String>,
    }
}

bodies! {
    NewGrant, GrantEdit, Grant or UnknownGrant as "A role that somebody was given 授权" {
        /// Who signs in, by the identifier of their account. It never changes.
        #[validate(custom(function = "field::user"))]
        #[schema(example = "5f0c8e7a9b1d4c3e8f2a6b7c9d0e1f23")]
        user: String,
        /// How papers and steps of this community call them: one name for all roles of one person, and nobody else's.
        #[validate(custom(function = "field::text"))]
        #[schema(example = "王芳")]
        name: String,
        /// fund_administrator, approver, accountant, cashier, merchant_owner, merchant_staff, grid_worker or auditor. It
        /// never changes.
        #[validate(custom(function = "field::role"))]
        #[schema(example = "approver")]
        role: String,
        /// Of a merchant_owner or merchant_staff: the shop. It never changes.
        #[serde(default)]
        #[validate(custom(function = "field::code"))]
        merchant: Option<String>,
        /// Of a grid_worker: whose residents, by building.
        #[serde(default)]
        #[validate(length(max = 200), custom(function = "field::texts"))]
        buildings: Vec<String>,
        /// active, or blocked where it is taken back: it counts at once.
        #[serde(default)]
        #[validate(custom(function = "field::standing"))]
        #[schema(example = "active")]
        state: Option<String>,
        /// The first day.
        #[validate(custom(function = "field::day"))]
        from: String,
        /// The last day, if it has ended or will.
        #[serde(default)]
        #[validate(custom(function = "field::last_day"))]
        to: Option<String>,
    }
}

bodies! {
    NewConsent, ConsentEdit, Consent or UnknownConsent as "What a resident consented to, or did not 个人信息同意" {
        /// Who was asked. It never changes.
        #[validate(custom(function = "field::code"))]
        #[schema(example = "R0001")]
        resident: String,
        /// notice (that their data are handled), publication (that help for them is published under their name) or guardian
        /// (that somebody consents for them). It never changes.
        #[validate(custom(function = "field::consent_kind"))]
        #[schema(example = "publication")]
        kind: String,
        /// Whether they consented. It never changes: whoever thinks better of it is asked anew.
        given: bool,
        /// Who said so for them, if not they themselves.
        #[serde(default)]
        #[validate(custom(function = "field::text"))]
        by: Option<String>,
        /// The reference of the paper that they signed.
        #[validate(custom(function = "field::text"))]
        #[schema(example = "TY-2026-001")]
        reference: String,
        /// The day on which they said so.
        #[validate(custom(function = "field::day"))]
        from: String,
        /// The last day on which it counts, if it was taken back or ends.
        #[serde(default)]
        #[validate(custom(function = "field::last_day"))]
        to: Option<String>,
    }
}

bodies! {
    NewComplaint, ComplaintEdit, Complaint or UnknownComplaint as "A resident's complaint 投诉, and what they were answered" {
        /// Whose it is. It never changes.
        #[validate(custom(function = "field::code"))]
        #[schema(example = "R0001")]
        resident: String,
        /// What is wrong, in their words. It never changes.
        #[validate(custom(function = "field::prose"))]
        #[schema(example = "这笔优惠不是我用的")]
        text: String,
        /// The redemption that it is about, by its reference; one of theirs. It never changes.
        #[serde(default)]
        #[validate(custom(function = "field::code"))]
        about: Option<String>,
        /// What they are answered: they see it on their own phone. It comes with the day in `to`.
        #[serde(default)]
        #[validate(custom(function = "field::prose"))]
        answer: Option<String>,
        /// The day on which they complained. It never changes.
        #[validate(custom(function = "field::day"))]
        from: String,
        /// The day on which they were answered.
        #[serde(default)]
        #[validate(custom(function = "field::last_day"))]
        to: Option<String>,
    }
}

bodies! {
    NewCustomer, CustomerEdit, Customer or UnknownCustomer as "By which number of its own a shop knows a resident 户号" {
        /// The shop. It never changes.
        #[validate(custom(function = "field::code"))]
        #[schema(example = "M01")]
        merchant: String,
        /// Whose number it is. It never changes.
        #[validate(custom(function = "field::code"))]
        #[schema(example = "R0001")]
        resident: String,
        /// The number, as the shop writes it. It never changes.
        #[validate(custom(function = "field::named"))]
        #[schema(example = "HR-2031")]
        number: String,
        /// The reference of the resident's consent, or of what stands for it.
        #[validate(custom(function = "field::text"))]
        #[schema(example = "TY-2026-014")]
        consent: String,
        /// The first day: that of the consent, or a later one.
        #[validate(custom(function = "field::day"))]
        from: String,
        /// The last day, if the consent was taken back or the number ended.
        #[serde(default)]
        #[validate(custom(function = "field::last_day"))]
        to: Option<String>,
    }
}
