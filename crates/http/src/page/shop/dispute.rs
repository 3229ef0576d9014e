//! Disagreeing about lines of a statement: which ones, and what is wrong with each.

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use xiaonuan_app::view::{ListedLine, StatementView};
use xiaonuan_domain::command::StatementStep;
use xiaonuan_domain::record::Seq;

use super::super::form::{Posted, Typed, again, again_for};
use super::super::{Frame, Page};
use super::head::{Part, ShopHead};
use super::statement::{chosen, found, page, step};
use super::within::Shop;
use crate::fault::Fault;
use crate::field;
use crate::words::t;

/// The most lines about which somebody disagrees at once, as the books take them.
const MOST: usize = 1_000;

#[derive(Template)]
#[template(path = "shop_dispute.html")]
pub(crate) struct ShopDisputePage {
    pub(crate) frame: Frame,
    pub(crate) shop: ShopHead,
    pub(crate) month: String,
    /// The lines that were chosen by their numbers, each with the field of its reason and what the field is called.
    pub(crate) lines: Vec<(Seq, String, String)>,
    pub(crate) form: Typed,
    pub(crate) address: String,
}

/// The field of a line's reason.
fn reason_of(seq: Seq) -> String {
    format!("reason-{seq}")
}

/// First the lines are chosen on the statement's page; then, on a page of its own, each has its reason.
pub(crate) async fn dispute(
    shop: Shop,
    Path((_, _, reference)): Path<(String, String, String)>,
    posted: Posted,
) -> Result<Response, Fault> {
    let view = found(&shop, &reference).await?;
    let words = shop.visit.words;
    let path = format!("/statements/{}", view.row.reference);
    let chosen = chosen(&posted);
    let listed = |seq: &Seq| view.lines.iter().any(|line| line.seq == *seq);
    if chosen.is_empty() || chosen.len() > MOST || !chosen.iter().all(listed) {
        let mut page = page(&shop, shop.frame_at(&path), view, (posted.typed("confirm"), &chosen));
        page.fault = Some(t!(words, "shop-dispute-none", most = MOST));
        return Ok(again(page));
    }
    if posted.get("step") != "send" {
        let form = posted.typed("dispute");
        return Ok((StatusCode::OK, Page(reasons(&shop, &path, &view, &chosen, form))).into_response());
    }
    let mut form = posted.typed("dispute");
    let mut lines = Vec::with_capacity(chosen.len());
    for seq in &chosen {
        let name = reason_of(*seq);
        form.check((&posted, &name), field::prose, words);
        lines.push((*seq, posted.get(&name).to_owned()));
    }
    if form.is_wrong() {
        return Ok(again(reasons(&shop, &path, &view, &chosen, form)));
    }
    let disputed = StatementStep::Dispute { lines };
    match shop.ask(step(&shop, &view.row.reference, disputed)).await {
        Ok(_) => Ok(Redirect::to(&shop.at(&path)).into_response()),
        Err(fault @ Fault::Refused(_)) => {
            form.refuse(&fault, words);
            Ok(again_for(&fault, reasons(&shop, &path, &view, &chosen, form)))
        }
        Err(fault) => Err(fault),
    }
}

fn reasons(shop: &Shop, path: &str, view: &StatementView, chosen: &[Seq], form: Typed) -> ShopDisputePage {
    let words = shop.visit.words;
    let label = |line: &ListedLine| {
        let (day, reference, amount) = (line.day.to_string(), line.reference.as_str(), words.amount(line.amount));
        t!(
            words,
            "shop-dispute-reason",
            day = day,
            reference = reference,
            amount = amount
        )
    };
    let lines = view.lines.iter().filter(|line| chosen.contains(&line.seq));
    ShopDisputePage {
        frame: shop.frame_sending(path, ("reasons", &format!("{path}/dispute"))),
        shop: shop.head(Part::Statements),
        month: view.row.month.to_string(),
        lines: lines.map(|line| (line.seq, reason_of(line.seq), label(line))).collect(),
        form,
        address: shop.at(path),
    }
}
