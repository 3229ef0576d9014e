//! One statement: its lines, and the shop's agreement under the number of its invoice.

use askama::Template;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use xiaonuan_app::view::{ListedLine, StatementView};
use xiaonuan_domain::access::Right;
use xiaonuan_domain::code::Code;
use xiaonuan_domain::command::{Command, StatementStep, StepStatement};
use xiaonuan_domain::ledger::StatementState;
use xiaonuan_domain::record::Seq;

use super::super::form::{Posted, Typed, again, again_for};
use super::super::{Frame, Page};
use super::head::{Part, ShopHead};
use super::within::Shop;
use crate::fault::Fault;
use crate::field;
use crate::words::{Words, t};

#[derive(Template)]
#[template(path = "shop_statement.html")]
pub(crate) struct ShopStatementPage {
    pub(crate) frame: Frame,
    pub(crate) shop: ShopHead,
    pub(crate) reference: String,
    pub(crate) month: String,
    pub(crate) state: String,
    pub(crate) opening: String,
    pub(crate) total: String,
    pub(crate) closing: String,
    pub(crate) invoice: Option<String>,
    pub(crate) paid: Option<String>,
    pub(crate) lines: Vec<ListedShown>,
    /// The steps that were taken: what, on which day, and whether it was taken back.
    pub(crate) steps: Vec<(String, String, bool)>,
    /// Whether whoever reads can answer it now.
    pub(crate) can_answer: bool,
    pub(crate) confirm: Typed,
    /// The address of this page, under which both answers lie.
    pub(crate) address: String,
    /// What is wrong with the lines that were chosen.
    pub(crate) fault: Option<String>,
}

/// A line of a statement.
#[derive(Clone)]
pub(crate) struct ListedShown {
    pub(crate) seq: i64,
    pub(crate) day: String,
    pub(crate) what: String,
    pub(crate) reference: String,
    pub(crate) amount: String,
    /// The customer's bill and the shop's own receipt, as far as they are known.
    pub(crate) claimed: String,
    pub(crate) is_reversal: bool,
    /// Whether it was chosen, to be disagreed about.
    pub(crate) is_chosen: bool,
    pub(crate) disputed: bool,
    pub(crate) reason: Option<String>,
    /// The bills of its day, for whoever may look at them.
    pub(crate) bills: Option<String>,
}

impl ListedShown {
    fn of(shop: &Shop, line: &ListedLine, chosen: &[Seq]) -> Self {
        let words = shop.visit.words;
        let bill = line
            .bill
            .map(|bill| t!(words, "shop-line-bill", amount = words.amount(bill)));
        let receipt = line.receipt.as_ref();
        let receipt = receipt.map(|number| t!(words, "shop-receipt-number", number = number.as_str()));
        let bills = || format!("{}?period={}", shop.at("/redemptions"), line.day);
        ListedShown {
            bills: shop.sees_all().then(bills),
            seq: line.seq,
            day: line.day.to_string(),
            what: words.record_kind(&line.kind),
            reference: line.reference.clone(),
            amount: words.amount(line.amount),
            claimed: bill.into_iter().chain(receipt).collect::<Vec<_>>().join(" · "),
            is_reversal: line.reverses.is_some(),
            is_chosen: chosen.contains(&line.seq),
            disputed: line.disputed,
            reason: line.reason.clone(),
        }
    }
}

/// Where a statement stands, as the shop says it: what the office sent waits for its answer.
pub(super) fn state(words: Words, state: StatementState) -> String {
    match state {
        StatementState::Sent => t!(words, "shop-statement-waits"),
        state => words.statement_state(&state),
    }
}

/// A statement of the shop; another shop's is not there.
pub(super) async fn found(shop: &Shop, reference: &str) -> Result<StatementView, Fault> {
    let view = shop.reading.merchant_statement(reference).await?;
    if view.row.merchant == shop.code {
        Ok(view)
    } else {
        Err(Fault::NotFound)
    }
}

/// The statement.
pub(crate) async fn show(
    shop: Shop,
    Path((_, _, reference)): Path<(String, String, String)>,
) -> Result<Response, Fault> {
    let view = found(&shop, &reference).await?;
    let frame = shop.frame();
    Ok(Page(page(&shop, frame, view, (Typed::new("confirm"), &[]))).into_response())
}

/// The lines that were chosen on the page.
pub(super) fn chosen(posted: &Posted) -> Vec<Seq> {
    posted.all("line").filter_map(|seq| seq.parse().ok()).collect()
}

/// The page, with what was typed and chosen on it.
pub(super) fn page(
    shop: &Shop,
    frame: Frame,
    view: StatementView,
    (confirm, chosen): (Typed, &[Seq]),
) -> ShopStatementPage {
    let words = shop.visit.words;
    let step = |step: &xiaonuan_app::view::StatementStepView| {
        let what = words.record_kind(&step.kind);
        (what, step.day.to_string(), step.reversed_by.is_some())
    };
    let is_open = view.row.state == StatementState::Sent;
    ShopStatementPage {
        frame,
        shop: shop.head(Part::Statements),
        address: shop.at(&format!("/statements/{}", view.row.reference)),
        reference: view.row.reference.to_string(),
        month: view.row.month.to_string(),
        state: state(words, view.row.state),
        opening: words.amount(view.opening),
        total: words.amount(view.row.total),
        closing: words.amount(view.opening + view.row.total),
        invoice: view.invoice.clone(),
        paid: view.paid.as_ref().map(|paid| words.amount(paid.amount)),
        lines: view
            .lines
            .iter()
            .map(|line| ListedShown::of(shop, line, chosen))
            .collect(),
        steps: view.steps.iter().map(step).collect(),
        can_answer: is_open && shop.may(Right::AnswerStatements),
        confirm,
        fault: None,
    }
}

/// A step that the shop takes with a statement.
pub(super) fn step(shop: &Shop, statement: &Code, step: StatementStep) -> Command {
    Command::StepStatement(StepStatement {
        statement: statement.clone(),
        step,
        date: None,
        approves: None,
        by: shop.answers_as(),
    })
}

/// Agrees to the statement. The same press again finds it done.
pub(crate) async fn confirm(
    shop: Shop,
    Path((_, _, reference)): Path<(String, String, String)>,
    posted: Posted,
) -> Result<Response, Fault> {
    let view = found(&shop, &reference).await?;
    let (words, invoice) = (shop.visit.words, posted.get("invoice"));
    let mut form = posted.typed("confirm");
    let path = format!("/statements/{}", view.row.reference);
    form.check((&posted, "invoice"), field::named, words);
    if form.is_wrong() {
        let frame = shop.frame_at(&path);
        return Ok(again(page(&shop, frame, view, (form, &chosen(&posted)))));
    }
    let confirmed = StatementStep::Confirm {
        invoice: invoice.to_owned(),
    };
    match shop.ask(step(&shop, &view.row.reference, confirmed)).await {
        Ok(_) => Ok(Redirect::to(&shop.at(&path)).into_response()),
        Err(fault @ Fault::Refused(_)) => {
            form.refuse(&fault, words);
            let frame = shop.frame_at(&path);
            let page = page(&shop, frame, view, (form, &chosen(&posted)));
            Ok(again_for(&fault, page))
        }
        Err(fault) => Err(fault),
    }
}

impl ShopStatementPage {
    fn line_label(&self, line: &ListedShown) -> String {
        t!(
            self.frame.words,
            "shop-line",
            what = line.what.as_str(),
            reference = line.reference.as_str()
        )
    }
}
