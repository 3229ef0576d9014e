//! Something is wrong: the holder of a card says so, and reads what the office answers. No shop sees it.

use askama::Template;
use axum::extract::rejection::FormRejection;
use axum::extract::{Form, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use xiaonuan_app::counter::{CardHolder, CounterError, NewComplaint, OwnComplaint};
use xiaonuan_app::desk::DeskError;
use xiaonuan_app::service::Service;
use xiaonuan_domain::code::Code;
use xiaonuan_domain::refusal::RefusalCode;
use xiaonuan_domain::text::is_invisible;

use super::super::form::{KEY, Typed, again, filled};
use super::open::{KeptComplaint, closed_at};
use super::own::UseLine;
use super::{CARD_PAGE, Frame, Page, opened, plain};
use crate::fault::{Fault, FieldCode};
use crate::field;
use crate::open::Visit;
use crate::query::ValidQuery;
use crate::words::{Words, t};

const COMPLAINT: &str = "/card/complaint";
/// The same once something was sent.
const SENT: &str = "/card/complaint?sent=yes";
/// Among how many of the last uses the one is sought that a complaint is about.
const LATELY: u32 = 200;

#[derive(Template)]
#[template(path = "card_complaint.html")]
pub(crate) struct ComplaintPage {
    pub(crate) frame: Frame,
    pub(crate) form: Typed,
    /// The bill that it is about.
    pub(crate) about: Option<UseLine>,
    /// Whether something was sent just now.
    pub(crate) is_received: bool,
    /// What was said before, the last first.
    pub(crate) complaints: Vec<ComplaintLine>,
}

/// What somebody said is wrong.
pub(crate) struct ComplaintLine {
    pub(crate) on: String,
    pub(crate) text: String,
    /// The bill that it is about, in a few words.
    pub(crate) about: Option<String>,
    /// What the office answered, and when.
    pub(crate) answer: Option<(String, String)>,
}

/// Which bill it is about, and whether something was sent just now.
#[derive(Deserialize, validator::Validate)]
pub(crate) struct AboutQuery {
    #[validate(custom(function = "field::code"))]
    about: Option<String>,
    #[validate(length(max = 8))]
    sent: Option<String>,
}

#[derive(Deserialize)]
pub(crate) struct ComplaintForm {
    #[serde(default)]
    text: String,
    #[serde(default)]
    about: String,
    #[serde(default)]
    key: String,
}

/// The form, and what was said before.
pub(super) async fn show(
    State(service): State<Service>,
    visit: Visit,
    headers: HeaderMap,
    ValidQuery(query): ValidQuery<AboutQuery>,
) -> Result<Response, Fault> {
    let Some((community, holder)) = opened(&service, &headers).await? else {
        return Ok(Redirect::to(CARD_PAGE).into_response());
    };
    let form = Typed::new("complaint")
        .with("about", query.about.unwrap_or_default())
        .with_key(service.form_key());
    let mut page = page(&service, &visit, (&community, &holder), form).await?;
    // An address that somebody else made says nothing of what was not sent.
    page.is_received = query.sent.is_some() && !page.complaints.is_empty();
    Ok(Page(page).into_response())
}

/// The form with what was typed before the card was open again. It was not sent: whoever opened it reads it first.
pub(super) async fn typed_before(
    service: &Service,
    visit: &Visit,
    (community, holder): (&str, &CardHolder),
    kept: &KeptComplaint,
) -> Result<Response, Fault> {
    let community: Code = community.parse().map_err(|_| Fault::NotFound)?;
    let form = Typed::new("complaint")
        .with("text", &kept.text)
        .with("about", &kept.about)
        .with_key(service.form_key());
    let page = page(service, visit, (&community, holder), form).await?;
    Ok(Page(page).into_response())
}

async fn page(
    service: &Service,
    visit: &Visit,
    (community, holder): (&Code, &CardHolder),
    mut form: Typed,
) -> Result<ComplaintPage, Fault> {
    let own = service.own(community.as_str(), holder).await?;
    let names_none = own.complaints.iter().all(|said| said.about.is_none());
    let used = if names_none && form.value("about").is_empty() {
        Vec::new()
    } else {
        service.used(community.as_str(), holder, None, LATELY).await?.0
    };
    let bill = |reference: &str| {
        let found = used.iter().find(|used| used.receipt.reference == reference);
        found.map(|used| UseLine::of(visit.words, used))
    };
    let about = bill(form.value("about"));
    if about.is_none() {
        // It is nobody's, or another's: then it is about nothing in particular.
        form = form.with("about", "");
    }
    let complaints = own.complaints.iter().map(|said| {
        let about = said.about.as_ref().and_then(|about| bill(about.as_str()));
        ComplaintLine::of(visit.words, said, about)
    });
    Ok(ComplaintPage {
        frame: Frame::at(visit, COMPLAINT),
        form,
        about,
        is_received: false,
        complaints: complaints.collect(),
    })
}

/// Files it.
pub(super) async fn file(
    State(service): State<Service>,
    visit: Visit,
    headers: HeaderMap,
    form: Result<Form<ComplaintForm>, FormRejection>,
) -> Result<Response, Fault> {
    let form = filled(form)?;
    let Some((community, holder)) = opened(&service, &headers).await? else {
        let kept = KeptComplaint {
            text: form.text,
            about: form.about,
        };
        return closed_at(&service, &visit, &headers, kept).await;
    };
    let text = one_line(&form.text);
    let mut typed = Typed::new("complaint")
        .with("text", &form.text)
        .with("about", &form.about)
        .with(KEY, &form.key);
    if text.is_empty() {
        typed.wrong("text", FieldCode::Required.message(visit.words));
    } else if field::prose(&text).is_err() {
        typed.wrong("text", FieldCode::Length.message(visit.words));
    } else {
        let complaint = NewComplaint {
            text,
            about: form.about.parse().ok(),
            key: form.key,
        };
        match service.complain(community.as_str(), &holder, complaint).await {
            Ok(_) => return Ok(Redirect::to(SENT).into_response()),
            Err(CounterError::Desk(DeskError::Refused(refusal)))
                if refusal.code == RefusalCode::IdempotencyKeyReused =>
            {
                // They came back to what they sent, and say something else: that is another complaint.
                typed = typed.with_key(service.form_key());
                typed.wrong_as_a_whole(t!(visit.words, "card-complaint-again"));
            }
            Err(CounterError::Desk(DeskError::Refused(refusal))) => {
                typed.refuse(&Fault::Refused(refusal), visit.words);
            }
            Err(error) => return Err(error.into()),
        }
    }
    Ok(again(page(&service, &visit, (&community, &holder), typed).await?))
}

/// What was typed, without the ends of its lines and what phones put between signs.
fn one_line(text: &str) -> String {
    let seen: String = text.chars().filter(|letter| !is_invisible(*letter)).collect();
    seen.split(|letter: char| letter.is_whitespace() || letter.is_control())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

impl ComplaintLine {
    fn of(words: Words, said: &OwnComplaint, about: Option<UseLine>) -> Self {
        let answered = said.answer.as_ref();
        let about = about.map(|bill| {
            let (at, shop, amount) = (bill.at, bill.shop, bill.bill);
            t!(words, "card-complaint-of", at = at, shop = shop, amount = amount)
        });
        ComplaintLine {
            on: plain::day(words, said.on),
            text: said.text.clone(),
            about,
            answer: answered.map(|(answer, on)| {
                let on = t!(words, "card-complaint-answered", day = plain::day(words, *on));
                (answer.clone(), on)
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::one_line;

    #[test]
    fn lines_and_joined_signs_are_read_as_they_look() {
        assert_eq!(one_line(" 多收了\r\n十元。\u{200d}\u{fe0f} "), "多收了 十元。");
        assert_eq!(one_line(" \n\u{200b}"), "");
    }
}
