//! A shop's own pages: what it gave, what it is owed, and how it is set up.
//!
//! Each handler takes a `Shop`, which is found only for whoever holds one of the rights that the page's rule names, in that
//! very shop or everywhere: another shop is as unknown as one that is not there.

mod branches;
mod change;
mod devices;
mod discount_form;
mod discounts;
mod dispute;
mod head;
mod line;
mod papers;
mod redemptions;
mod staff;
mod statement;
mod statements;
mod stretch;
mod terms;
mod today;
mod within;

use axum::Router;
use axum::routing::{get, post};
use xiaonuan_app::service::Service;

pub(super) use self::head::Part;
pub(crate) use self::head::ShopHead;
#[cfg(test)]
pub(crate) use self::samples::*;
pub(super) use self::within::Shop;

pub(super) fn routes() -> Router<Service> {
    let within = |path: &str| format!("/c/{{community}}/shop/{{merchant}}{path}");
    Router::new()
        .route("/c/{community}/shop", get(within::choose))
        .route(&within(""), get(today::show))
        .route(&within("/undo"), post(today::undo))
        .route(&within("/redemptions"), get(redemptions::show))
        .route(&within("/statements"), get(statements::show))
        .route(&within("/statements/{reference}"), get(statement::show))
        .route(&within("/statements/{reference}/confirm"), post(statement::confirm))
        .route(&within("/statements/{reference}/dispute"), post(dispute::dispute))
        .route(&within("/discounts"), get(discounts::show))
        .route(
            &within("/discounts/new"),
            get(discount_form::show).post(discount_form::propose),
        )
        .route(&within("/discounts/{code}/state"), post(discounts::change))
        .route(&within("/staff"), get(staff::show).post(staff::register))
        .route(&within("/staff/{code}"), get(staff::one))
        .route(&within("/staff/{code}/pin"), post(staff::give_pin))
        .route(&within("/staff/{code}/state"), post(staff::change))
        .route(&within("/devices"), get(devices::show).post(devices::register))
        .route(&within("/devices/{code}"), get(devices::one))
        .route(&within("/devices/{code}/pair"), post(devices::pair))
        .route(&within("/devices/{code}/state"), post(devices::change))
        .route(&within("/branches"), get(branches::show).post(branches::register))
        .route(&within("/branches/{code}"), get(branches::one).post(branches::change))
        .route(&within("/poster"), get(papers::poster))
        .route(&within("/caring"), get(papers::caring))
}

/// What samples of the templates are made of.
#[cfg(test)]
mod samples {
    pub(crate) use super::branches::{BranchLine, ShopBranchPage, ShopBranchesPage};
    pub(crate) use super::devices::{DeviceLine, ShopDevicePage, ShopDevicesPage, ShopPairPage};
    pub(crate) use super::discount_form::ShopProposalPage;
    pub(crate) use super::discounts::{OfferChange, OfferLine, ShopDiscountsPage};
    pub(crate) use super::dispute::ShopDisputePage;
    pub(crate) use super::head::Tab;
    pub(crate) use super::line::BillLine;
    pub(crate) use super::papers::{ShopCaringPage, ShopPosterPage};
    pub(crate) use super::redemptions::{DayLine, ShopRedemptionsPage};
    pub(crate) use super::staff::{ShopMemberPage, ShopPinPage, ShopStaffPage, StaffLine};
    pub(crate) use super::statement::{ListedShown, ShopStatementPage};
    pub(crate) use super::statements::{ShopStatementsPage, StatementLine};
    pub(crate) use super::today::{MonthFigures, ShopTodayPage, TodayLine, Waiting};
    pub(crate) use super::within::{ShopChoice, ShopChoosePage};
}
