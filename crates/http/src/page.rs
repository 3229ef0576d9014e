//! Pages: a template each, filled from one reading.

mod access_log;
mod account;
mod accounts;
mod card;
mod communities;
mod counter;
mod display;
mod fault;
mod form;
mod frame;
mod journal;
mod lists;
mod origin;
mod overview;
mod parts;
mod qr;
mod record;
mod reports;
mod resume;
mod sheets;
pub(crate) mod shop;
mod sign_in;
mod statement;
mod terms;

use askama::Template;
use axum::Router;
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{get, post};
use std::sync::Arc;
use xiaonuan_app::service::Service;

pub(crate) use fault::FaultPage;
#[cfg(test)]
pub(crate) use form::Typed;
#[cfg(test)]
pub(crate) use frame::{Books, Way};
pub(crate) use frame::{Foot, Frame, Place};
pub(crate) use resume::keep;
#[cfg(test)]
pub(crate) use {
    access_log::{AccessLine, AccessLogPage},
    account::{AccountForms, AccountPage, CodesPage, OwnPasskeys, PasskeyLine, PasskeyPage, SessionLine, SetUpPage},
    accounts::AccountsPage,
    card::{
        CardHistoryPage, CardOpenPage, CardPage, ComplaintLine, ComplaintPage, KeptComplaint, OfferLine, ShopOffers,
        UseLine, VoucherLine, WaitingCard,
    },
    communities::{CommunitiesPage, CommunityRow},
    counter::{
        BillPage, DonePage, Due, Notice, OfferRow, PairPage, PinPage, ShowCardPage, Slip, Till, TodayPage, TodayRow,
        UndoPage, VoucherField,
    },
    display::DisplayPage,
    journal::JournalPageView,
    lists::{FateLine, Line, LookPage, Sums, TypingPage},
    overview::OverviewPage,
    parts::PartsPage,
    record::RecordPage,
    reports::{ReportChoosePage, ReportsPage},
    resume::{Kept, ResumePage},
    sheets::{
        CardSheetPage, ChosenPage, ChosenRow, FailedCard, HandTo, PrintedCard, PrintedSlip, SheetsPage,
        VoucherSheetPage,
    },
    sign_in::{CodeForms, CodePage, SignInPage, WelcomePage},
    statement::StatementPage,
};

use crate::fault::Fault;

/// A filled template as an answer.
pub(crate) struct Page<T>(pub(crate) T);

impl<T: Template> IntoResponse for Page<T> {
    fn into_response(self) -> Response {
        match self.0.render() {
            Ok(text) => Html(text).into_response(),
            Err(error) => Fault::Internal(Some(Arc::new(error))).into_response(),
        }
    }
}

pub(crate) fn routes() -> Router<Service> {
    Router::new()
        .route("/", get(communities::show))
        .route("/c/{community}", get(overview::show))
        .route("/c/{community}/accounts", get(accounts::show))
        .route("/c/{community}/accounts/{number}", get(statement::show))
        .route("/c/{community}/records/{number}", get(record::show))
        .route("/c/{community}/journal", get(journal::show))
        .route(access_log::ADDRESS, get(access_log::show))
        .route("/c/{community}/reports", get(reports::show))
        .route("/c/{community}/reports/{report}", get(reports::show_one))
        .merge(sign_in::routes())
        .route("/sign-out", post(sign_in::sign_out))
        .route("/welcome/{link}", get(sign_in::show_welcome).post(sign_in::welcome))
        .route("/account", get(account::show))
        .route("/account/password", post(account::password))
        .route("/account/sessions/end-others", post(account::end_others))
        .route("/account/sessions/{session}/end", post(account::end_session))
        .route(
            "/account/second-factor",
            get(account::show_second_factor).post(account::confirm),
        )
        .route("/account/second-factor/begin", post(account::begin))
        .route("/account/second-factor/remove", post(account::remove))
        .route(
            "/account/passkeys",
            get(account::show_passkey).post(account::add_passkey),
        )
        .route("/account/passkeys/begin", post(account::begin_passkey))
        .route("/account/passkeys/remove", post(account::remove_passkey))
        .route("/display", get(display::show).post(display::choose))
        .merge(parts::routes())
        .merge(counter::routes())
        .merge(shop::routes())
        .merge(lists::routes())
        .merge(card::routes())
        .merge(sheets::routes())
}
