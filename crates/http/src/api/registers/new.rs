//! Registering rows of the registers that all work alike.

use crate::api::ask::{
    NewAgent, NewBranch, NewCard, NewCategory, NewComplaint, NewConsent, NewCustomer, NewDevice, NewDonor, NewGrant,
    NewHousehold, NewLink, NewStaff,
};
use crate::api::write::{Desk, Recorded, Reply, WriteQuery, operation};
use crate::body::ValidBody;
use crate::fault::{Fault, Problem};

operation! {
    /// Registers a donor.
    register_donor(NewDonor) at "/api/v1/communities/{community}/donors" in "registers" as "registerDonor"
}
operation! {
    /// Registers a category of eligibility.
    register_category(NewCategory) at "/api/v1/communities/{community}/categories" in "registers" as "registerCategory"
}
operation! {
    /// Registers who may act for a resident.
    register_agent(NewAgent) at "/api/v1/communities/{community}/agents" in "registers" as "registerAgent"
}
operation! {
    /// Registers a link between two parties.
    register_link(NewLink) at "/api/v1/communities/{community}/links" in "registers" as "registerLink"
}
operation! {
    /// Registers a branch of a merchant.
    register_branch(NewBranch) at "/api/v1/communities/{community}/branches" in "registers" as "registerBranch"
}
operation! {
    /// Registers a household. One that residents already name by its code stays who it is.
    register_household(NewHousehold) at "/api/v1/communities/{community}/households" in "registers" as "registerHousehold"
}
operation! {
    /// Gives somebody a role. Whoever grants the first one of a community runs the program.
    register_grant(NewGrant) at "/api/v1/communities/{community}/grants" in "registers" as "grantRole"
}
operation! {
    /// Registers a resident's card. What opens it is made by reissuing it.
    register_card(NewCard) at "/api/v1/communities/{community}/cards" in "registers" as "registerCard"
}
operation! {
    /// Registers a phone that shall be a shop's counter. A pairing makes a phone that one.
    register_device(NewDevice) at "/api/v1/communities/{community}/devices" in "registers" as "registerDevice"
}
operation! {
    /// Registers who stands at a shop's counter.
    register_staff(NewStaff) at "/api/v1/communities/{community}/staff" in "registers" as "registerStaff"
}
operation! {
    /// Registers what a resident consented to, or did not.
    register_consent(NewConsent) at "/api/v1/communities/{community}/consents" in "registers" as "registerConsent"
}
operation! {
    /// Registers what a resident complained of at the office. On their own phone they do so by their open card.
    register_complaint(NewComplaint) at "/api/v1/communities/{community}/complaints" in "registers" as "registerComplaint"
}
operation! {
    /// Registers by which number of its own a shop knows a resident.
    register_customer(NewCustomer) at "/api/v1/communities/{community}/customers" in "registers" as "registerCustomer"
}
