//! Cards and the letters with their PINs: what opens a card is made now, stands on this print, and nowhere else.

use askama::Template;
use axum::extract::rejection::FormRejection;
use axum::extract::{Form, State};
use axum::http::HeaderMap;
use axum::http::header::{HOST, ORIGIN};
use axum::response::{IntoResponse, Response};
use qrcode::QrCode;
use qrcode::render::svg;
use secrecy::{ExposeSecret, SecretString};
use std::sync::Arc;
use xiaonuan_app::counter::{CardIssued, SheetCard, card_tail};
use xiaonuan_app::service::Service;

use super::super::form::filled;
use super::choose::{PrintForm, printed_before};
use super::{Frame, HandTo, Page, frame, path};
use crate::access::Principal;
use crate::api::counter::InCommunity;
use crate::fault::Fault;
use crate::guard::is_this_machine;
use crate::open::Visit;
use crate::words::{Words, t};

/// How many cards stand on a page.
const ON_A_PAGE: usize = 8;

#[derive(Template)]
#[template(path = "sheet_cards.html")]
pub(crate) struct CardSheetPage {
    pub(crate) frame: Frame,
    pub(crate) community: String,
    /// Where another print begins.
    pub(crate) path: String,
    /// Where the card's page is, as it is typed.
    pub(crate) address: String,
    /// The cards, page by page.
    pub(crate) pages: Vec<Vec<PrintedCard>>,
    pub(crate) failed: Vec<FailedCard>,
}

/// A card and the letter with its PIN.
pub(crate) struct PrintedCard {
    pub(crate) to: HandTo,
    pub(crate) tail: String,
    /// The picture of the address, an SVG element.
    pub(crate) picture: SecretString,
    /// For a shop without a camera, in two groups of three.
    pub(crate) short_code: SecretString,
    /// What the picture holds, for a phone without a camera, in groups.
    pub(crate) token: SecretString,
    pub(crate) pin: SecretString,
}

/// A card that was not made.
pub(crate) struct FailedCard {
    pub(crate) to: HandTo,
    pub(crate) why: String,
}

/// Makes cards for those who were chosen and shows them, this once.
pub(super) async fn print(
    State(service): State<Service>,
    visit: Visit,
    InCommunity(community): InCommunity,
    by: Principal,
    headers: HeaderMap,
    form: Result<Form<PrintForm>, FormRejection>,
) -> Result<Response, Fault> {
    let form = filled(form)?;
    let (residents, key) = (form.residents(true)?, form.key()?);
    let Some(made) = service.cards_for(&community, &by.actor, (residents, key)).await? else {
        return printed_before(&service, &visit, &community).await;
    };
    let (frame, name) = frame(&service, &visit, &community).await?;
    let site = site(&headers);
    let (mut cards, mut failed) = (Vec::new(), Vec::new());
    for SheetCard { to, codes } in made {
        let hand_to = HandTo::of(&to, by.sight);
        match codes {
            Ok(issued) => {
                let card = to
                    .card
                    .as_ref()
                    .map(|card| card_tail(card.as_str()))
                    .unwrap_or_default();
                cards.push(printed(visit.words, hand_to, card, &issued, (&site, &community))?);
            }
            Err(error) => {
                let why = Fault::from(error).detail(visit.words);
                failed.push(FailedCard { to: hand_to, why });
            }
        }
    }
    let mut pages: Vec<Vec<PrintedCard>> = Vec::new();
    for card in cards {
        match pages.last_mut().filter(|page| page.len() < ON_A_PAGE) {
            Some(page) => page.push(card),
            None => pages.push(vec![card]),
        }
    }
    Ok(Page(CardSheetPage {
        frame,
        community: name,
        path: path(&community),
        address: format!("{site}/card?c={community}"),
        pages,
        failed,
    })
    .into_response())
}

fn printed(
    words: Words,
    to: HandTo,
    tail: String,
    issued: &CardIssued,
    (site, community): (&str, &str),
) -> Result<PrintedCard, Fault> {
    let address = SecretString::from(format!("{site}/k/{}?c={community}", issued.token.reveal()));
    Ok(PrintedCard {
        picture: picture(&address, &t!(words, "sheets-picture"))?,
        short_code: grouped(issued.short_code.reveal(), 3).into(),
        token: grouped(issued.token.reveal(), 4).into(),
        pin: issued.pin.reveal().into(),
        to,
        tail,
    })
}

/// The picture of an address, an element of a page.
fn picture(address: &SecretString, called: &str) -> Result<SecretString, Fault> {
    let code = QrCode::new(address.expose_secret().as_bytes());
    let code = code.map_err(|error| Fault::Internal(Some(Arc::new(error))))?;
    let picture = code.render::<svg::Color<'_>>().min_dimensions(240, 240).build();
    let element = picture
        .split_once("?>")
        .map_or(picture.as_str(), |(_, element)| element);
    let named = format!("<svg role=\"img\" aria-label=\"{called}\"");
    Ok(element.replacen("<svg", &named, 1).into())
}

/// A code in groups that are read one after another.
fn grouped(code: &str, length: usize) -> String {
    let letters: Vec<char> = code.chars().collect();
    let groups: Vec<String> = letters.chunks(length).map(|group| group.iter().collect()).collect();
    groups.join(" ")
}

/// Where this service is, as whoever asks for the print reaches it. Beyond this machine it is reached by TLS alone.
fn site(headers: &HeaderMap) -> String {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let host = text(HOST).unwrap_or_default();
    let is_here = |origin: &&str| origin.split_once("://").is_some_and(|(_, named)| named == host);
    match text(ORIGIN).filter(is_here) {
        Some(origin) => origin.to_owned(),
        None if is_this_machine(host) => format!("http://{host}"),
        None => format!("https://{host}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_card_leads_to_where_the_office_reached_the_service() {
        for (said, expected) in [
            (&[("host", "books.example")][..], "https://books.example"),
            (&[("host", "localhost:8080")], "http://localhost:8080"),
            (
                &[("host", "localhost:8443"), ("origin", "https://localhost:8443")],
                "https://localhost:8443",
            ),
            (
                &[("host", "books.example"), ("origin", "https://evil.example")],
                "https://books.example",
            ),
        ] {
            let mut headers = HeaderMap::new();
            for (name, value) in said {
                headers.insert(*name, value.parse().expect("a header"));
            }
            assert_eq!(site(&headers), expected);
        }
        assert_eq!(grouped("abcdefg", 3), "abc def g");
    }
}
