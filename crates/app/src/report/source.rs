//! Where rows come from, and how they become bytes.

use std::convert::Infallible;
use std::marker::PhantomData;

use futures::Stream;
use futures::future::BoxFuture;
use futures::stream::try_unfold;
use thiserror::Error;

use super::{Heading, Row, Totals, WriteError, Writer};

/// The next chunk of rows, or nothing after the last one.
pub type NextRows<'a, E> = BoxFuture<'a, Result<Option<Vec<Row>>, E>>;

/// A report's rows, chunk by chunk.
pub trait RowSource: Send {
    /// What reading may fail with.
    type Error: Send;

    /// The next chunk of rows, or nothing after the last one.
    fn next(&mut self) -> NextRows<'_, Self::Error>;

    /// The totals of the rows so far; asked for after the last one.
    fn totals(&self) -> Totals;
}

/// Rows that are all there already; reading them fails with nothing, whatever error is expected of a source.
#[derive(Clone, Debug)]
pub struct Ready<E = Infallible> {
    rows: Option<Vec<Row>>,
    totals: Totals,
    error: PhantomData<fn() -> E>,
}

impl<E> Ready<E> {
    /// These rows.
    #[must_use]
    pub const fn new(rows: Vec<Row>, totals: Totals) -> Self {
        Ready {
            rows: Some(rows),
            totals,
            error: PhantomData,
        }
    }
}

impl<E: Send> RowSource for Ready<E> {
    type Error = E;

    fn next(&mut self) -> NextRows<'_, Self::Error> {
        Box::pin(std::future::ready(Ok(self.rows.take())))
    }

    fn totals(&self) -> Totals {
        self.totals.clone()
    }
}

/// A report could not be finished.
#[derive(Debug, Error)]
pub enum RenderError<E> {
    /// The rows could not be read.
    #[error("the rows could not be read")]
    Read(#[source] E),
    /// The rows could not be written.
    #[error(transparent)]
    Write(#[from] WriteError),
}

enum Step<S: ?Sized> {
    Begin(Box<Heading>, Box<S>, Box<dyn Writer>),
    Rows(usize, Box<S>, Box<dyn Writer>),
    Done,
}

/// A report as bytes, in pieces as the rows come. Pieces are never empty.
pub fn render<E: Send + 'static>(
    heading: Heading,
    source: Box<dyn RowSource<Error = E>>,
    writer: Box<dyn Writer>,
) -> impl Stream<Item = Result<Vec<u8>, RenderError<E>>> + Send {
    try_unfold(Step::Begin(Box::new(heading), source, writer), advance)
}

/// Takes steps until one gave bytes.
async fn advance<E: Send + 'static>(
    mut step: Step<dyn RowSource<Error = E>>,
) -> Result<Option<(Vec<u8>, Step<dyn RowSource<Error = E>>)>, RenderError<E>> {
    let mut bytes = Vec::new();
    loop {
        step = match step {
            Step::Done => return Ok(None),
            Step::Begin(heading, source, mut writer) => {
                writer.begin(&heading, &mut bytes)?;
                Step::Rows(heading.columns.len(), source, writer)
            }
            Step::Rows(columns, mut source, mut writer) => match source.next().await.map_err(RenderError::Read)? {
                Some(rows) => {
                    if let Some(row) = rows.iter().find(|row| row.cells.len() != columns) {
                        return Err(WriteError::RowLength(row.cells.len(), columns).into());
                    }
                    writer.rows(&rows, &mut bytes)?;
                    Step::Rows(columns, source, writer)
                }
                None => {
                    writer.end(&source.totals(), &mut bytes)?;
                    Step::Done
                }
            },
        };
        if !bytes.is_empty() {
            return Ok(Some((bytes, step)));
        }
    }
}

#[cfg(test)]
mod tests {
    use futures::executor::block_on;
    use futures::stream::{StreamExt, TryStreamExt};

    use super::*;
    use crate::messages::{Language, Messages};
    use crate::report::{Cell, Format, ReportName};

    /// One row, then a failure.
    struct Breaks(bool);

    impl RowSource for Breaks {
        type Error = &'static str;

        fn next(&mut self) -> NextRows<'_, Self::Error> {
            let row = Row::plain(vec![Cell::Empty, Cell::Empty]);
            let next = if std::mem::replace(&mut self.0, true) {
                Err("lost")
            } else {
                Ok(Some(vec![row]))
            };
            Box::pin(std::future::ready(next))
        }

        fn totals(&self) -> Totals {
            Vec::new()
        }
    }

    fn heading() -> Heading {
        let code = "qingzhu".parse().expect("a code");
        Heading::new(
            ReportName::Vouchers,
            code,
            "青竹社区".to_owned(),
            "2026-07-01T00:00:00+08:00".to_owned(),
            1,
        )
    }

    fn csv() -> Box<dyn Writer> {
        Format::Csv.writer(Messages::of(Language::Chinese)).expect("a writer")
    }

    #[test]
    fn a_failure_ends_the_report_and_is_told() {
        let mut pieces = Box::pin(render(heading(), Box::new(Breaks(false)), csv()));
        assert!(matches!(block_on(pieces.next()), Some(Ok(_))));
        assert!(matches!(block_on(pieces.next()), Some(Ok(row)) if row == b",\r\n"));
        assert!(matches!(block_on(pieces.next()), Some(Err(RenderError::Read("lost")))));
        assert!(block_on(pieces.next()).is_none());
    }

    #[test]
    fn a_row_that_does_not_fit_the_columns_is_a_failure() {
        let rows = Ready::<Infallible>::new(vec![Row::plain(vec![Cell::Empty])], Vec::new());
        let pieces = render(heading(), Box::new(rows), csv());
        let error = block_on(pieces.try_collect::<Vec<_>>()).expect_err("one cell for two columns");
        assert!(matches!(error, RenderError::Write(WriteError::RowLength(1, 2))));
    }

    #[test]
    fn a_file_is_named_after_what_it_holds() {
        let mut heading = heading();
        assert_eq!(heading.file_name(Format::Xlsx), "vouchers-qingzhu-1.xlsx");
        let day = |text: &str| text.parse().expect("a day");
        heading.period = Some((day("2026-05-01"), day("2026-05-31")));
        assert_eq!(
            heading.file_name(Format::Table),
            "vouchers-qingzhu-2026-05-01-2026-05-31-1.txt"
        );
    }
}
