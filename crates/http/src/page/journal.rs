//! The journal.

use askama::Template;
use xiaonuan_app::view::{JournalPage, JournalRow};
use xiaonuan_domain::calendar::Zone;

use super::{Frame, Page, Place, access_log};
use crate::fault::Fault;
use crate::link::Links;
use crate::open::Open;
use crate::query::{JournalQuery, ValidQuery, said};
use crate::words::t;

/// How many records a page has.
pub(crate) const RECORDS: u32 = 50;

#[derive(Template)]
#[template(path = "journal.html")]
pub(crate) struct JournalPageView {
    pub(crate) frame: Frame,
    pub(crate) journal: JournalPage,
    pub(crate) zone: Zone,
    pub(crate) pinned: Links,
    /// The access log beside it, for whoever may read it.
    pub(crate) accesses: Option<String>,
}

/// A page of the journal.
pub(crate) async fn show(
    open: Open,
    ValidQuery(query): ValidQuery<JournalQuery>,
) -> Result<Page<JournalPageView>, Fault> {
    let journal = open.reading.journal(said(query.before.as_ref()), RECORDS).await?;
    Ok(Page(JournalPageView {
        frame: Frame::of(&open, Place::Journal),
        zone: open.reading.zone().clone(),
        pinned: open.links.pinned(open.reading.number()),
        accesses: open.visit.may_open(access_log::ADDRESS).then(|| open.links.accesses()),
        journal,
    }))
}

impl JournalPageView {
    fn summary(&self, row: &JournalRow) -> String {
        let resident = row.resident.as_ref().map(|code| code.as_str());
        self.frame.words.summary(&row.kind, &row.called, resident)
    }

    fn moved(&self, row: &JournalRow) -> String {
        row.moved
            .map_or_else(String::new, |amount| self.frame.words.amount(amount))
    }
}
