//! How pages are shown: larger, light or dark. Whoever reads chooses, signed in or not.

use askama::Template;
use axum::extract::rejection::FormRejection;
use axum::extract::{Form, Query};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::{Frame, Page};
use crate::display::{Display, Size, Theme, WithDisplay};
use crate::fault::Fault;
use crate::onward::{Next, onward};
use crate::open::Visit;
use crate::words::{Words, t};

#[derive(Template)]
#[template(path = "display.html")]
pub(crate) struct DisplayPage {
    pub(crate) frame: Frame,
    /// The page to go back to.
    pub(crate) next: String,
}

#[derive(Deserialize)]
pub(crate) struct DisplayForm {
    #[serde(default)]
    size: String,
    #[serde(default)]
    theme: String,
    #[serde(default)]
    next: String,
}

/// What can be chosen.
pub(crate) async fn show(visit: Visit, Query(next): Query<Next>) -> Page<DisplayPage> {
    Page(DisplayPage {
        frame: Frame::bare(&visit),
        next: onward(&next.next).to_owned(),
    })
}

/// Keeps the choice, and goes back to the page.
pub(crate) async fn choose(form: Result<Form<DisplayForm>, FormRejection>) -> Result<Response, Fault> {
    let form = super::form::filled(form)?;
    let display = Display {
        size: Size::of(&form.size).unwrap_or_default(),
        theme: Theme::of(&form.theme).unwrap_or_default(),
    };
    Ok(WithDisplay(display, Redirect::to(onward(&form.next))).into_response())
}

/// A choice as its row says it.
struct Chosen {
    value: &'static str,
    label: String,
    is_chosen: bool,
}

impl DisplayPage {
    fn sizes(&self) -> Vec<Chosen> {
        let row = |size: Size| Chosen {
            value: size.as_str(),
            label: size_label(size, self.frame.words),
            is_chosen: size == self.frame.display.size,
        };
        Size::ALL.into_iter().map(row).collect()
    }

    fn themes(&self) -> Vec<Chosen> {
        let row = |theme: Theme| Chosen {
            value: theme.as_str(),
            label: theme_label(theme, self.frame.words),
            is_chosen: theme == self.frame.display.theme,
        };
        Theme::ALL.into_iter().map(row).collect()
    }
}

fn size_label(size: Size, words: Words) -> String {
    match size {
        Size::Normal => t!(words, "display-size-normal"),
        Size::Large => t!(words, "display-size-large"),
    }
}

fn theme_label(theme: Theme, words: Words) -> String {
    match theme {
        Theme::System => t!(words, "display-theme-system"),
        Theme::Light => t!(words, "display-theme-light"),
        Theme::Dark => t!(words, "display-theme-dark"),
    }
}
