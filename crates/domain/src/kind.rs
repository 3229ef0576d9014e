//! The kinds of things that people choose from, with the codes that stand in files, journal and API.

use thiserror::Error;

/// A text that is none of a kind's codes.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[error("expected one of: {0}")]
pub struct NotAKind(pub &'static str);

/// Declares an enumeration whose variants have one stable code each.
macro_rules! kinds {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $code:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, ::serde::Serialize, ::serde::Deserialize)]
        pub enum $name { $($(#[$variant_doc])* #[serde(rename = $code)] $variant),+ }

        impl $name {
            /// All of them, in the order in which they are shown.
            pub const ALL: &[$name] = &[$($name::$variant),+];
            const CODES: &str = concat!($($code, " "),+);

            /// The stable code.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $($name::$variant => $code),+ }
            }
        }

        impl ::std::str::FromStr for $name {
            type Err = $crate::kind::NotAKind;

            fn from_str(text: &str) -> Result<Self, $crate::kind::NotAKind> {
                match text { $($code => Ok($name::$variant),)+ _ => Err($crate::kind::NotAKind($name::CODES)) }
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}
pub(crate) use kinds;

kinds! {
    /// What a merchant of the alliance does (商户类别).
    MerchantCategory {
        /// Heat supply 供热.
        Heating = "heating",
        /// Property management 物业.
        Property = "property",
        /// Supermarket 超市.
        Supermarket = "supermarket",
        /// Restaurant 饭店.
        Restaurant = "restaurant",
        /// Pharmacy 药店.
        Pharmacy = "pharmacy",
        /// School or training 教育.
        Education = "education",
        /// Care home 养老.
        CareHome = "care_home",
        /// Anything else 其他.
        Other = "other",
    }
}

kinds! {
    /// Who gives (捐赠人类型).
    DonorKind {
        /// A person 个人.
        Person = "person",
        /// An organisation 单位.
        Organisation = "organisation",
    }
}

kinds! {
    /// How a donation of money came (捐赠方式). All of it counts as money at the bank.
    DonationMethod {
        /// Bank transfer 银行转账.
        Bank = "bank",
        /// Cash 现金.
        Cash = "cash",
        /// Online 线上.
        Online = "online",
    }
}

kinds! {
    /// How help is given (发放方式).
    DisbursementKind {
        /// Money paid out 现金.
        Cash = "cash",
        /// A voucher, good at any merchant of the alliance until it expires 代金券.
        Voucher = "voucher",
        /// A merchant's bill, owed on the resident's behalf 代付.
        BillPayment = "bill_payment",
        /// Goods out of the fund's stock 实物.
        Goods = "goods",
    }
}

kinds! {
    /// Whom a limit on uses counts (计次对象).
    UsesScope {
        /// Each resident 居民.
        Resident = "resident",
        /// Each household 家庭.
        Household = "household",
    }
}

kinds! {
    /// Where a discount stands 优惠状态. Only an approved one can be used.
    DiscountState {
        /// Being written 草稿.
        Draft = "draft",
        /// Offered by the merchant 商户已确认.
        Offered = "offered",
        /// Approved by the office 已批准.
        Approved = "approved",
        /// Not to be used for the time being 已暂停.
        Suspended = "suspended",
        /// Over 已终止.
        Ended = "ended",
    }
}

impl Default for DiscountState {
    /// A discount that is registered without a state is in use.
    fn default() -> Self {
        DiscountState::Approved
    }
}

impl DiscountState {
    /// Whether it can be used.
    #[must_use]
    pub const fn is_approved(&self) -> bool {
        matches!(self, DiscountState::Approved)
    }

    /// Whether it was not approved yet.
    #[must_use]
    pub const fn is_before_approval(self) -> bool {
        matches!(self, DiscountState::Draft | DiscountState::Offered)
    }

    /// Whether another state may follow: draft and offered before approval, approved and suspended after it, and ended
    /// from any, for ever.
    #[must_use]
    pub fn may_become(self, next: DiscountState) -> bool {
        use DiscountState as S;
        self == next
            || match self {
                S::Draft => matches!(next, S::Offered | S::Ended),
                S::Offered => matches!(next, S::Draft | S::Approved | S::Ended),
                S::Approved => matches!(next, S::Suspended | S::Ended),
                S::Suspended => matches!(next, S::Approved | S::Ended),
                S::Ended => false,
            }
    }
}
