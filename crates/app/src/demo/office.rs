//! People who can sign in to the demo, one in each role.

use std::sync::Arc;

use secrecy::SecretString;
use xiaonuan_domain::access::{Actor, Role};
use xiaonuan_domain::calendar::Day;
use xiaonuan_domain::code::Code;
use xiaonuan_domain::command::{Change, Command, CommunityDetails, NewState, RegisterEntry, Settings};
use xiaonuan_domain::register::Register;
use xiaonuan_domain::register::entry::{EntryDetails, GrantDetails, Standing};

use super::billing;
use crate::desk::{DeskError, Request};
use crate::service::Service;
use crate::sign_in::{SignInError, UserAsked};

/// The password of everybody in the demo: the demo is served to its own machine alone.
pub const PASSWORD: &str = "lantern-brook-27";

/// The community that the demo's people work for.
pub(super) const COMMUNITY: &str = super::alliance::COMMUNITY[0];
/// The shop of its shopkeeper.
const SHOP: &str = "M03";
/// The buildings of its grid worker.
const BUILDINGS: [&str; 2] = ["1", "2"];
/// The first day of their roles.
const FROM: &str = "2025-11-01";

/// Somebody who can sign in.
pub struct Person {
    /// The name to sign in with.
    pub login: &'static str,
    /// How papers call them.
    pub name: &'static str,
    /// What they are.
    pub role: Role,
    /// In which shop, if in one.
    shop: Option<&'static str>,
}

/// Everybody who can sign in to the demo.
pub const PEOPLE: [Person; 9] = [
    Person::new("fund", "何敏", Role::FundAdministrator),
    Person::new("approver", "罗建国", Role::Approver),
    Person::new("accountant", "宋佳", Role::Accountant),
    Person::new("cashier", "梁平", Role::Cashier),
    Person::of(SHOP, "owner", "丁店长", Role::MerchantOwner),
    Person::of(SHOP, "staff", "小丁", Role::MerchantStaff),
    Person::of(billing::SHOP, "property", "邵主管", Role::MerchantOwner),
    Person::new("grid", "程雪", Role::GridWorker),
    Person::new("auditor", "袁正", Role::Auditor),
];

impl Person {
    const fn new(login: &'static str, name: &'static str, role: Role) -> Self {
        Person {
            login,
            name,
            role,
            shop: None,
        }
    }

    const fn of(shop: &'static str, login: &'static str, name: &'static str, role: Role) -> Self {
        Person {
            shop: Some(shop),
            ..Person::new(login, name, role)
        }
    }
}

/// Lets the demo's people sign in and gives them their roles, unless somebody has one: then the books are nobody's to try
/// things with any more. By password alone: whoever tries the demo has no second factor.
///
/// # Errors
/// [`SignInError`] or [`DeskError`] when the database fails or something is refused.
pub async fn staff(service: &Service) -> Result<(), StaffError> {
    let Some(number) = service.database().community(COMMUNITY).await? else {
        return Ok(());
    };
    if service
        .database()
        .registers(number)
        .await?
        .entries(Register::Grant)
        .iter()
        .next()
        .is_some()
    {
        return Ok(());
    }
    let actor = Actor::operator("demo");
    decide(service, &actor).await?;
    for person in &PEOPLE {
        let login = person.login.parse().expect("a name to sign in with");
        let asked = UserAsked {
            login: &login,
            name: person.name,
            is_operator: false,
            community: Some(COMMUNITY),
        };
        let Some(user) = service.create_user(&asked).await? else {
            continue;
        };
        service.set_password(user, &SecretString::from(PASSWORD)).await?;
        let grant = GrantDetails {
            user,
            name: person.name.to_owned(),
            role: person.role,
            merchant: person.shop.map(code),
            buildings: match person.role {
                Role::GridWorker => BUILDINGS.map(str::to_owned).to_vec(),
                _ => Vec::new(),
            },
            state: Standing::default(),
            from: FROM.parse::<Day>().expect("a day"),
            to: None,
        };
        let command = Command::RegisterEntry(Box::new(RegisterEntry {
            code: code(person.login),
            details: EntryDetails::Grant(grant),
        }));
        ask(service, &actor, command).await?;
    }
    billing::agreed(service, &actor).await
}

/// Why the demo's people cannot sign in.
#[derive(Debug, thiserror::Error)]
pub enum StaffError {
    /// They could not be made.
    #[error(transparent)]
    SignIn(#[from] SignInError),
    /// They could not be given roles.
    #[error(transparent)]
    Desk(#[from] DeskError),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] xiaonuan_persistence::error::StoreError),
}

/// The community decides, on record, that a password is enough, and leaves its steps as they are.
async fn decide(service: &Service, actor: &Arc<Actor>) -> Result<(), StaffError> {
    let number = service.number_of(COMMUNITY).await?;
    let registers = service.database().registers(number).await?;
    let row = &registers.community;
    let settings = Settings {
        steps_optional: true,
        second_factor_optional: true,
        ..Settings::default()
    };
    let command = Command::Change(Box::new(Change {
        row: row.code.clone(),
        based_on: row.changed,
        to: NewState::Community(CommunityDetails {
            settings: Some(settings),
            ..row.details()
        }),
    }));
    ask(service, actor, command).await
}

pub(super) async fn ask(service: &Service, actor: &Arc<Actor>, command: Command) -> Result<(), StaffError> {
    let request = Request {
        scope: "request/demo",
        key: None,
        content: Vec::new(),
        command,
    };
    service.perform(COMMUNITY, actor, request).await?;
    Ok(())
}

/// Who of them is still there, with the password that they were given or another.
///
/// # Errors
/// When the database fails.
pub async fn known(service: &Service) -> Result<Vec<&'static Person>, StaffError> {
    let Some(number) = service.database().community(COMMUNITY).await? else {
        return Ok(Vec::new());
    };
    let registers = service.database().registers(number).await?;
    let grants = registers.entries(Register::Grant);
    Ok(PEOPLE
        .iter()
        .filter(|person| grants.by_code(&code(person.login)).is_some())
        .collect())
}

pub(super) fn code(text: &str) -> Code {
    text.parse().expect("a code")
}
