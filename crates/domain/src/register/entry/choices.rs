//! What people choose from in these registers.

use crate::kind::{DonorKind, kinds};

kinds! {
    /// Who a registered donor is 捐赠人类型.
    DonorSort {
        /// A person 个人.
        Person = "person",
        /// A company 企业.
        Company = "company",
        /// A public body 机关事业单位.
        PublicBody = "public_body",
        /// A social organisation 社会组织.
        SocialOrganisation = "social_organisation",
        /// Who wants not to be named 匿名.
        Anonymous = "anonymous",
    }
}

impl DonorSort {
    /// How donations tell it.
    #[must_use]
    pub const fn kind(self) -> DonorKind {
        match self {
            DonorSort::Person | DonorSort::Anonymous => DonorKind::Person,
            DonorSort::Company | DonorSort::PublicBody | DonorSort::SocialOrganisation => DonorKind::Organisation,
        }
    }
}

kinds! {
    /// What lets someone act for a resident 代办关系.
    AgentRelation {
        /// A guardian 监护人.
        Guardian = "guardian",
        /// Someone of the family 亲属.
        Relative = "relative",
        /// Entrusted in writing 受托人.
        Entrusted = "entrusted",
        /// Someone of the community's office 社区工作者.
        CommunityWorker = "community_worker",
        /// Anything else 其他.
        Other = "other",
    }
}

kinds! {
    /// How two parties are linked 关联关系.
    LinkKind {
        /// Both are the same person 本人.
        SamePerson = "same_person",
        /// One owns the other 所有人.
        Owner = "owner",
        /// One serves or works for the other 任职.
        Officer = "officer",
        /// Of one family 亲属.
        Relative = "relative",
        /// Of one household 同户.
        SameHousehold = "same_household",
        /// Anything else 其他.
        Other = "other",
    }
}

kinds! {
    /// What a resident is asked to consent to 同意事项.
    ConsentKind {
        /// That their data are handled, as the notice says 个人信息处理告知.
        Notice = "notice",
        /// That help for them is published under their name 信息公开.
        Publication = "publication",
        /// That a guardian, or whom they entrusted, consents for them 监护人同意.
        Guardian = "guardian",
    }
}
