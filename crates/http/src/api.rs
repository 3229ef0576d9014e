//! The JSON API, version 1. See its document for conventions; every operation is listed there.

mod access_log;
mod accounts;
mod answers;
mod ask;
mod batches;
mod books;
mod cases;
mod communities;
pub(crate) mod counter;
mod examples;
mod expiries;
mod forms;
mod goods;
mod keys;
mod manner;
pub(crate) mod me;
mod operations;
mod parameters;
mod periods;
mod person;
mod proposals;
mod quotes;
mod records;
mod registers;
mod reports;
mod sign_in;
mod statements;
mod tokens;
mod users;
mod write;

use axum::extract::DefaultBodyLimit;
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use xiaonuan_app::service::Service;

use crate::fault::Problem;

pub(crate) use counter::is_counter;
pub(crate) use parameters::{Parameters, refuse_unknown};

pub(crate) const DOCUMENT_PATH: &str = "/api/v1/openapi.json";

/// The largest body of a batch, in bytes; of other requests see [`crate::Settings`].
pub(crate) const LARGEST_BATCH: usize = 8 * 1024 * 1024;

#[derive(OpenApi)]
#[openapi(
    info(
        title = "小暖 Xiaonuan",
        description = "The books of a neighbourhood business alliance and its charity fund. Amounts are texts in \
                       yuan with two decimals, times are RFC 3339, days are the community's own. Every answer about \
                       a community's books names the view that it shows: a business time and a record number. \
                       Problems are RFC 9457 documents with a stable `code`."
    ),
    tags(
        (name = "communities", description = "Whose books are kept here"),
        (name = "registers", description = "Communities, funds, merchants and branches, discounts, residents, donors, categories, agents, links, grants of roles"),
        (name = "events", description = "Donations, help, claims, settlements, a fund's money, closings; quotes, lists and lost answers"),
        (name = "counter", description = "A shop's device and a resident's own phone: what they ask is theirs alone"),
        (name = "books", description = "Funds, accounts and statements"),
        (name = "journal", description = "Records"),
        (name = "reports", description = "Reports as JSON, CSV, XLSX or a page"),
        (name = "sign-in", description = "Who asks: signing in, sessions, second factors, accounts, programs' tokens, the access log")
    ),
    components(schemas(Problem))
)]
struct Document;

/// All operations with their document.
pub(crate) fn routes() -> OpenApiRouter<Service> {
    OpenApiRouter::with_openapi(Document::openapi())
        .routes(routes!(communities::list, communities::open_community))
        .routes(routes!(communities::one, registers::change_community))
        .routes(routes!(registers::history::community_history))
        .routes(routes!(books::funds, operations::register_fund))
        .routes(routes!(operations::register_merchant))
        .routes(routes!(operations::register_discount))
        .routes(routes!(operations::register_resident))
        .routes(routes!(operations::erase_resident))
        .routes(routes!(operations::donate))
        .routes(routes!(operations::disburse))
        .routes(routes!(goods::donate))
        .routes(routes!(goods::write_off))
        .routes(routes!(goods::find))
        .routes(routes!(operations::redeem))
        .routes(routes!(operations::settle))
        .routes(routes!(operations::reverse))
        .routes(routes!(operations::correct))
        .routes(routes!(statements::list, operations::draw_up_statement))
        .routes(routes!(statements::one))
        .routes(routes!(operations::send_statement))
        .routes(routes!(operations::confirm_statement))
        .routes(routes!(operations::dispute_statement))
        .routes(routes!(operations::approve_statement))
        .routes(routes!(operations::prepare_settlement))
        .routes(routes!(operations::approve_settlement))
        .routes(routes!(operations::pay_settlement))
        .routes(routes!(cases::list, cases::open))
        .routes(routes!(cases::one))
        .routes(routes!(cases::step))
        .routes(routes!(proposals::list))
        .routes(routes!(proposals::one))
        .routes(routes!(proposals::decide))
        .routes(routes!(expiries::expire))
        .routes(routes!(operations::withdraw_cash))
        .routes(routes!(operations::deposit_cash))
        .routes(routes!(operations::interest))
        .routes(routes!(operations::charge))
        .routes(routes!(operations::return_donation))
        .routes(routes!(operations::transfer))
        .routes(routes!(operations::open_balance))
        .routes(routes!(periods::list))
        .routes(routes!(operations::close_period))
        .routes(routes!(operations::reopen_period))
        .routes(routes!(quotes::quote))
        .routes(routes!(answers::by_key))
        .routes(routes!(answers::by_reference))
        .routes(routes!(accounts::list))
        .routes(routes!(accounts::statement))
        .routes(routes!(registers::funds))
        .routes(routes!(registers::fund, registers::change_fund))
        .routes(routes!(registers::fund_history))
        .routes(routes!(registers::merchants))
        .routes(routes!(registers::merchant, registers::change_merchant))
        .routes(routes!(registers::merchant_history))
        .routes(routes!(registers::discounts))
        .routes(routes!(registers::discount, registers::change_discount))
        .routes(routes!(registers::discount_history))
        .routes(routes!(registers::residents))
        .routes(routes!(registers::resident, registers::change_resident))
        .routes(routes!(registers::resident_history))
        .routes(routes!(registers::new::register_donor))
        .routes(routes!(registers::donors))
        .routes(routes!(registers::donor, registers::change_donor))
        .routes(routes!(registers::donor_history))
        .routes(routes!(registers::new::register_category))
        .routes(routes!(registers::categories))
        .routes(routes!(registers::category, registers::change_category))
        .routes(routes!(registers::category_history))
        .routes(routes!(registers::new::register_agent))
        .routes(routes!(registers::agents))
        .routes(routes!(registers::agent, registers::change_agent))
        .routes(routes!(registers::agent_history))
        .routes(routes!(registers::new::register_link))
        .routes(routes!(registers::links))
        .routes(routes!(registers::link, registers::change_link))
        .routes(routes!(registers::link_history))
        .routes(routes!(registers::new::register_branch))
        .routes(routes!(registers::branches))
        .routes(routes!(registers::branch, registers::change_branch))
        .routes(routes!(registers::branch_history))
        .routes(routes!(registers::new::register_household))
        .routes(routes!(registers::households))
        .routes(routes!(registers::household, registers::change_household))
        .routes(routes!(registers::household_history))
        .routes(routes!(registers::new::register_grant))
        .routes(routes!(registers::grants))
        .routes(routes!(registers::grant, registers::change_grant))
        .routes(routes!(registers::grant_history))
        .routes(routes!(registers::new::register_card))
        .routes(routes!(registers::cards))
        .routes(routes!(registers::card, registers::change_card))
        .routes(routes!(registers::card_history))
        .routes(routes!(counter::devices::list, registers::new::register_device))
        .routes(routes!(registers::devices))
        .routes(routes!(registers::device, registers::change_device))
        .routes(routes!(registers::device_history))
        .routes(routes!(registers::new::register_staff))
        .routes(routes!(registers::staff))
        .routes(routes!(registers::staff_member, registers::change_staff))
        .routes(routes!(registers::staff_history))
        .routes(routes!(person::personal_data))
        .routes(routes!(registers::new::register_consent))
        .routes(routes!(registers::consents))
        .routes(routes!(registers::consent, registers::change_consent))
        .routes(routes!(registers::consent_history))
        .routes(routes!(registers::new::register_complaint))
        .routes(routes!(registers::complaints))
        .routes(routes!(registers::complaint, registers::change_complaint))
        .routes(routes!(registers::complaint_history))
        .routes(routes!(counter::cards::reissue))
        .routes(routes!(counter::cards::reset_pin))
        .routes(routes!(counter::cards::own, counter::cards::open))
        .routes(routes!(counter::cards::history))
        .routes(routes!(counter::cards::complain))
        .routes(routes!(counter::cards::close))
        .routes(routes!(counter::devices::pairing))
        .routes(routes!(counter::devices::pair))
        .routes(routes!(counter::devices::set_pin))
        .routes(routes!(counter::devices::counter))
        .routes(routes!(counter::devices::come))
        .routes(routes!(counter::devices::leave))
        .routes(routes!(counter::till::quote))
        .routes(routes!(counter::till::today, counter::till::redeem))
        .routes(routes!(counter::till::undo))
        .routes(routes!(records::list))
        .routes(routes!(records::one))
        .routes(routes!(reports::list))
        .routes(routes!(reports::one))
        .merge(sign_in_routes())
        .merge(
            OpenApiRouter::new()
                .routes(routes!(batches::post))
                .layer(DefaultBodyLimit::max(LARGEST_BATCH)),
        )
}

/// Who asks.
fn sign_in_routes() -> OpenApiRouter<Service> {
    OpenApiRouter::new()
        .routes(routes!(sign_in::sign_in))
        .routes(routes!(sign_in::second_factor))
        .routes(routes!(sign_in::sign_out))
        .routes(routes!(sign_in::welcome))
        .routes(routes!(me::me))
        .routes(routes!(me::sessions, me::end_others))
        .routes(routes!(me::end_session))
        .routes(routes!(me::password))
        .routes(routes!(me::begin_second_factor))
        .routes(routes!(me::confirm_second_factor))
        .routes(routes!(me::remove_second_factor))
        .routes(routes!(users::list, users::create))
        .routes(routes!(users::disable))
        .routes(routes!(users::link))
        .routes(routes!(registers::search::people))
        .routes(routes!(tokens::list, tokens::create))
        .routes(routes!(tokens::revoke))
        .routes(routes!(access_log::list))
}

/// The OpenAPI document.
#[must_use]
pub fn openapi() -> utoipa::openapi::OpenApi {
    let mut document = routes().to_openapi();
    complete(&mut document);
    document
}

/// Adds what the handlers themselves do not say: forms, keys that are needed, examples.
pub(crate) fn complete(document: &mut utoipa::openapi::OpenApi) {
    forms::add(document);
    keys::add(document);
    examples::add(document);
}
