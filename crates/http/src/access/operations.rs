//! What every address needs. An operation that is not listed is not found, and a test fails for it.

use axum::http::Method;
use xiaonuan_domain::access::Holding;
use xiaonuan_domain::access::Right::{self, *};

use super::Rule::{self, *};
use super::Who;

/// What sees people at all.
const PEOPLE: &[Right] = &[ReadPeople];
const BOOKS: &[Right] = &[ReadBooks];
const REGISTERS: &[Right] = &[ReadRegisters];
const HELP: &[Right] = &[ReadHelp];
const STATEMENTS: &[Right] = &[ReadStatements];
const COUNTERS: &[Right] = &[KeepShop, ReadBooks];
/// Who issues residents' cards.
const CARDS: &[Right] = &[KeepRegisters];
/// Who has to do with a shop at all: whoever stands at its counter sees what they confirmed there.
const SHOPS: &[Right] = &[ServeCounter, KeepShop, ReadBooks];
/// Who may read one report or another; each says who may read it.
const REPORTS: &[Right] = &[ReadBooks, ReadStatements, KeepCash];
/// All rights to record something: whoever may ask may learn what came of it.
const ASKING: &[Right] = &[
    KeepRegisters,
    GrantRoles,
    SetThresholds,
    RecordDonations,
    PrepareHelp,
    VisitHomes,
    Review,
    Propose,
    Approve,
    ErasePeople,
    Pay,
    KeepCash,
    KeepLedger,
    CloseBooks,
    PrepareSettlements,
    AnswerStatements,
    OfferDiscounts,
    KeepShop,
    ServeCounter,
    ActForOfficers,
];
/// Who proposes what two people do together, and who confirms it.
const TWO: &[Right] = &[Propose, Approve];
/// Who takes steps with help; the books say who takes which.
const STEPS: &[Right] = &[PrepareHelp, VisitHomes, Review, Approve, Pay];

const GET: &[Method] = &[Method::GET];
const POST: &[Method] = &[Method::POST];
const FORM: &[Method] = &[Method::GET, Method::POST];

/// Pages, by the pattern of their addresses and their methods.
pub(crate) const PAGES: &[(&str, &[Method], Rule)] = &[
    ("/", GET, SignedIn),
    ("/c/{community}", GET, Everywhere(BOOKS)),
    ("/c/{community}/accounts", GET, Everywhere(BOOKS)),
    ("/c/{community}/accounts/{number}", GET, Everywhere(BOOKS)),
    ("/c/{community}/records/{number}", GET, Everywhere(BOOKS)),
    ("/c/{community}/journal", GET, Everywhere(BOOKS)),
    ("/c/{community}/access-log", GET, Everywhere(&[ReadAccess])),
    ("/c/{community}/reports", GET, Everywhere(BOOKS)),
    ("/c/{community}/reports/{report}", GET, Everywhere(BOOKS)),
    ("/sign-in", FORM, Everybody),
    ("/sign-in/code", FORM, Everybody),
    ("/sign-in/passkey", POST, Everybody),
    ("/sign-out", POST, Everybody),
    ("/welcome/{link}", FORM, Everybody),
    ("/account", GET, SignedIn),
    ("/account/password", POST, SignedIn),
    ("/account/sessions/end-others", POST, SignedIn),
    ("/account/sessions/{session}/end", POST, SignedIn),
    ("/account/second-factor", FORM, SignedIn),
    ("/account/second-factor/begin", POST, SignedIn),
    ("/account/second-factor/remove", POST, SignedIn),
    ("/account/passkeys", FORM, SignedIn),
    ("/account/passkeys/begin", POST, SignedIn),
    ("/account/passkeys/remove", POST, SignedIn),
    ("/display", FORM, Everybody),
    // Parts.
    ("/parts", FORM, ThisMachine),
    // Counter. Who asks is known by the device or the link itself.
    ("/pair/{token}", FORM, Everybody),
    ("/k/{token}", GET, Everybody),
    ("/counter", GET, Everybody),
    ("/counter/card", FORM, Everybody),
    ("/counter/quote", FORM, Everybody),
    ("/counter/confirm", FORM, Everybody),
    ("/counter/staff", FORM, Everybody),
    ("/counter/leave", POST, Everybody),
    ("/counter/done/{reference}", GET, Everybody),
    ("/counter/undo/{reference}", FORM, Everybody),
    ("/counter/today", GET, Everybody),
    // Shop. Each page is found in the shops alone where one of its rights is held.
    ("/c/{community}/shop", GET, Somewhere(SHOPS)),
    ("/c/{community}/shop/{merchant}", GET, Somewhere(SHOPS)),
    ("/c/{community}/shop/{merchant}/undo", POST, Somewhere(&[ServeCounter])),
    ("/c/{community}/shop/{merchant}/redemptions", GET, Somewhere(COUNTERS)),
    ("/c/{community}/shop/{merchant}/statements", GET, Somewhere(STATEMENTS)),
    (
        "/c/{community}/shop/{merchant}/statements/{reference}",
        GET,
        Somewhere(STATEMENTS),
    ),
    (
        "/c/{community}/shop/{merchant}/statements/{reference}/confirm",
        POST,
        Somewhere(&[AnswerStatements]),
    ),
    (
        "/c/{community}/shop/{merchant}/statements/{reference}/dispute",
        POST,
        Somewhere(&[AnswerStatements]),
    ),
    ("/c/{community}/shop/{merchant}/discounts", GET, Somewhere(COUNTERS)),
    (
        "/c/{community}/shop/{merchant}/discounts/new",
        FORM,
        Somewhere(&[OfferDiscounts]),
    ),
    (
        "/c/{community}/shop/{merchant}/discounts/{code}/state",
        POST,
        Somewhere(&[OfferDiscounts]),
    ),
    ("/c/{community}/shop/{merchant}/staff", GET, Somewhere(COUNTERS)),
    ("/c/{community}/shop/{merchant}/staff", POST, Somewhere(&[KeepShop])),
    ("/c/{community}/shop/{merchant}/staff/{code}", GET, Somewhere(COUNTERS)),
    (
        "/c/{community}/shop/{merchant}/staff/{code}/pin",
        POST,
        Somewhere(&[KeepShop]),
    ),
    (
        "/c/{community}/shop/{merchant}/staff/{code}/state",
        POST,
        Somewhere(&[KeepShop]),
    ),
    ("/c/{community}/shop/{merchant}/devices", GET, Somewhere(COUNTERS)),
    ("/c/{community}/shop/{merchant}/devices", POST, Somewhere(&[KeepShop])),
    (
        "/c/{community}/shop/{merchant}/devices/{code}",
        GET,
        Somewhere(COUNTERS),
    ),
    (
        "/c/{community}/shop/{merchant}/devices/{code}/pair",
        POST,
        Somewhere(&[KeepShop]),
    ),
    (
        "/c/{community}/shop/{merchant}/devices/{code}/state",
        POST,
        Somewhere(&[KeepShop]),
    ),
    ("/c/{community}/shop/{merchant}/branches", GET, Somewhere(COUNTERS)),
    ("/c/{community}/shop/{merchant}/branches", POST, Somewhere(&[KeepShop])),
    (
        "/c/{community}/shop/{merchant}/branches/{code}",
        GET,
        Somewhere(COUNTERS),
    ),
    (
        "/c/{community}/shop/{merchant}/branches/{code}",
        POST,
        Somewhere(&[KeepShop]),
    ),
    ("/c/{community}/shop/{merchant}/poster", GET, Somewhere(COUNTERS)),
    ("/c/{community}/shop/{merchant}/caring", GET, Somewhere(COUNTERS)),
    // By list.
    ("/c/{community}/shop/{merchant}/lists", FORM, Somewhere(&[ServeCounter])),
    (
        "/c/{community}/shop/{merchant}/lists/upload",
        POST,
        Somewhere(&[ServeCounter]),
    ),
    (
        "/c/{community}/shop/{merchant}/lists/type",
        POST,
        Somewhere(&[ServeCounter]),
    ),
    (
        "/c/{community}/shop/{merchant}/lists/template",
        GET,
        Somewhere(&[ServeCounter]),
    ),
    (
        "/c/{community}/shop/{merchant}/lists/confirm",
        POST,
        Somewhere(&[ServeCounter]),
    ),
    (
        "/c/{community}/shop/{merchant}/lists/export",
        POST,
        Somewhere(&[ServeCounter]),
    ),
    // Card. Whose it is, says the card that is open.
    ("/card", GET, Everybody),
    ("/card/open", POST, Everybody),
    ("/card/close", POST, Everybody),
    ("/card/other", POST, Everybody),
    ("/card/history", GET, Everybody),
    ("/card/complaint", FORM, Everybody),
    // Sheets for the printer.
    ("/c/{community}/sheets", FORM, Everywhere(CARDS)),
    ("/c/{community}/sheets/cards", POST, Everywhere(CARDS)),
    ("/c/{community}/sheets/vouchers", POST, Everywhere(CARDS)),
    // The installation.
    ("/health/live", GET, Everybody),
    ("/health/ready", GET, Everybody),
    ("/static/{hash}/{name}", GET, Everybody),
    ("/metrics", GET, ThisMachine),
];

/// Every page, by the pattern of its address, with each method that it takes.
pub fn pages() -> impl Iterator<Item = (&'static str, &'static Method)> {
    let all = PAGES.iter();
    all.flat_map(|(pattern, methods, _)| methods.iter().map(|method| (*pattern, method)))
}

/// Whether somebody may look at a page, by the pattern of its address. One that is not listed is nobody's.
pub(crate) fn admits(pattern: &str, who: &Who, holding: &Holding) -> bool {
    shown_by(pattern).is_some_and(|rule| rule.admit(who, holding).is_ok())
}

/// Whether a page of a shop is shown to somebody, by the pattern of its address.
pub(crate) fn shows_shop(pattern: &str, holding: &Holding, merchant: &str) -> bool {
    shown_by(pattern).is_some_and(|rule| rule.reaches_shop(holding, merchant))
}

fn shown_by(pattern: &str) -> Option<Rule> {
    let mut pages = PAGES.iter();
    let page = pages.find(|(path, methods, _)| *path == pattern && methods.contains(&Method::GET));
    page.map(|(_, _, rule)| *rule)
}

/// What an operation needs, by its name in the API's document.
pub(crate) fn rule_of(operation: &str) -> Option<Rule> {
    Some(match operation {
        // Who asks. What is one's own, its handlers show to its owner alone.
        "signIn" | "giveSecondFactor" | "signOut" | "welcome" => Everybody,
        "me" | "mySessions" | "endMySession" | "endMyOtherSessions" | "changeMyPassword" => SignedIn,
        "beginMySecondFactor" | "confirmMySecondFactor" | "removeMySecondFactor" => SignedIn,
        "users" | "tokens" => Everywhere(&[GrantRoles, ReadAccess]),
        "createUser" => EverywhereOrOperator(&[GrantRoles]),
        "disableUser" | "linkUser" => Everywhere(&[GrantRoles]),
        "createToken" | "revokeToken" => Everywhere(&[GrantRoles]),
        "accessLog" => Everywhere(&[ReadAccess]),
        "communities" => SignedIn,
        "openCommunity" => Operator,
        "community" => Member,
        "changeCommunity" => Everywhere(&[KeepRegisters, SetThresholds]),
        "communityHistory" => Everywhere(BOOKS),
        // Registers that name no residents; shops see what is theirs.
        "registeredFunds" | "registeredFund" | "fundHistory" => Everywhere(REGISTERS),
        "registeredCategories" | "registeredCategory" | "categoryHistory" => Everywhere(REGISTERS),
        "registeredMerchants" | "registeredMerchant" => Somewhere(REGISTERS),
        "registeredDiscounts" | "registeredDiscount" => Somewhere(REGISTERS),
        "registeredBranches" | "registeredBranch" => Somewhere(REGISTERS),
        "merchantHistory" | "discountHistory" | "branchHistory" => Everywhere(REGISTERS),
        // Registers of people; whoever visits sees the residents of their buildings.
        "registeredResidents" | "registeredResident" | "searchPeople" => Somewhere(PEOPLE),
        "residentHistory" => Everywhere(PEOPLE),
        // It shows all of somebody, and says why.
        "personalData" => Everywhere(&[RevealPeople]),
        "registeredDonors" | "registeredDonor" | "donorHistory" => Everywhere(PEOPLE),
        "registeredAgents" | "registeredAgent" | "agentHistory" => Everywhere(PEOPLE),
        "registeredLinks" | "registeredLink" | "linkHistory" => Everywhere(PEOPLE),
        "registeredHouseholds" | "registeredHousehold" | "householdHistory" => Everywhere(PEOPLE),
        // Who has which role is no secret among those who keep the books.
        "grants" | "grant" | "grantHistory" => Everywhere(&[GrantRoles, ReadBooks]),
        "grantRole" => Member,
        "changeGrant" => Everywhere(&[GrantRoles]),
        "registerFund" | "changeFund" => Everywhere(&[KeepRegisters]),
        "registerMerchant" | "changeMerchant" => Everywhere(&[KeepRegisters]),
        "registerResident" | "changeResident" => Everywhere(&[KeepRegisters]),
        "eraseResident" => Everywhere(&[ErasePeople]),
        "registerDonor" | "changeDonor" => Everywhere(&[KeepRegisters]),
        "registerCategory" | "changeCategory" => Everywhere(&[KeepRegisters]),
        "registerAgent" | "changeAgent" => Everywhere(&[KeepRegisters]),
        "registerLink" | "changeLink" => Everywhere(&[KeepRegisters]),
        "registerHousehold" | "changeHousehold" => Everywhere(&[KeepRegisters]),
        "registerBranch" | "changeBranch" => Somewhere(&[KeepShop]),
        "registeredCards" | "registeredCard" | "cardHistory" => Everywhere(PEOPLE),
        "registeredConsents" | "registeredConsent" | "consentHistory" => Everywhere(PEOPLE),
        "registerConsent" | "changeConsent" => Everywhere(&[KeepRegisters]),
        "registeredComplaints" | "registeredComplaint" | "complaintHistory" => Everywhere(PEOPLE),
        "registerComplaint" | "changeComplaint" => Everywhere(&[KeepRegisters]),
        "registeredCustomers" | "registeredCustomer" | "customerHistory" => Everywhere(PEOPLE),
        "registerCustomer" | "changeCustomer" => Everywhere(&[KeepRegisters]),
        "registerCard" | "changeCard" | "reissueCard" | "resetCardPin" => Everywhere(CARDS),
        // What stands at a shop's counter is the shop's, and the office's to see.
        "registeredDevices" | "registeredDevice" | "devices" => Somewhere(COUNTERS),
        "registeredStaff" | "registeredStaffMember" => Somewhere(COUNTERS),
        "deviceHistory" | "staffHistory" => Everywhere(BOOKS),
        "registerDevice" | "changeDevice" | "pairDevice" => Somewhere(&[KeepShop]),
        "registerStaff" | "changeStaff" | "setStaffPin" => Somewhere(&[KeepShop]),
        // Who asks is known by the device or the card itself.
        "pair" | "counter" | "standAtCounter" | "leaveCounter" => Everybody,
        "quoteAtCounter" | "redeemAtCounter" | "todayAtCounter" | "undoAtCounter" => Everybody,
        "openCard" | "ownCard" | "ownHistory" | "complain" | "closeCard" => Everybody,
        "registerDiscount" | "changeDiscount" => Somewhere(&[OfferDiscounts, Approve]),
        // What happens to money and goods.
        "donate" | "donateGoods" => Everywhere(&[RecordDonations]),
        "disburse" | "settle" => Everywhere(&[ActForOfficers]),
        "redeem" => Somewhere(&[ServeCounter]),
        "quote" => Somewhere(&[ServeCounter]),
        "claimByList" | "customerList" => Somewhere(&[ServeCounter]),
        "reverse" => Somewhere(&[ServeCounter, Propose, Approve]),
        "correct" | "returnDonation" | "transfer" | "openBalance" => Everywhere(TWO),
        "writeOffStock" | "findStock" => Everywhere(TWO),
        "withdrawCash" | "depositCash" => Everywhere(&[KeepCash]),
        "recordInterest" | "recordCharge" | "expire" => Everywhere(&[KeepLedger]),
        "closePeriod" => Everywhere(&[CloseBooks, Propose, Approve]),
        "reopenPeriod" => Everywhere(TWO),
        "proposals" | "proposal" => Everywhere(BOOKS),
        "decideProposal" => Everywhere(TWO),
        // Statements and settlements.
        "drawUpStatement" | "sendStatement" | "prepareSettlement" => Everywhere(&[PrepareSettlements]),
        "confirmStatement" | "disputeStatement" => Somewhere(&[AnswerStatements]),
        "approveStatement" | "approveSettlement" => Everywhere(&[Approve]),
        "paySettlement" => Everywhere(&[Pay]),
        "statements" | "merchantStatement" => Somewhere(STATEMENTS),
        // Help in steps.
        "beginCase" => Somewhere(&[VisitHomes, Approve]),
        "stepCase" => Somewhere(STEPS),
        "cases" | "case" => Somewhere(HELP),
        // The books.
        "funds" => Everywhere(&[ReadBooks, KeepCash]),
        "accounts" | "statement" | "records" | "record" | "event" | "periods" => Everywhere(BOOKS),
        "reports" | "report" => Somewhere(REPORTS),
        "answer" | "batch" => Somewhere(ASKING),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::gate::operations;

    #[test]
    fn no_operation_of_the_document_is_without_a_rule() {
        let document = crate::api::openapi();
        let mut listed = 0;
        for (method, path, id) in operations(&document.paths) {
            assert!(rule_of(&id).is_some(), "{method} {path} ({id})");
            listed += 1;
        }
        assert!(listed > 150, "{listed}");
        assert_eq!(rule_of("somethingElse"), None);
    }

    #[test]
    fn what_is_of_a_community_is_never_everybodys_but_by_device_or_card() {
        let document = crate::api::openapi();
        for (_, path, id) in operations(&document.paths) {
            let is_of_everybody = rule_of(&id) == Some(Everybody);
            let by_card = ["openCard", "ownCard", "ownHistory", "complain", "closeCard"].contains(&id.as_str());
            assert!(!(is_of_everybody && path.contains("{community}")) || by_card, "{id}");
        }
    }
}
