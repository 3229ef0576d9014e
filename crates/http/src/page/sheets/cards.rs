//! Cards and the letters with their PINs: what opens a card is made now, stands on this print, and nowhere else.

use askama::Template;
use axum::extract::rejection::FormRejection;
use axum::extract::{Form, State};
use axum::response::{IntoResponse, Response};
use secrecy::{ExposeSecret, SecretString};
use xiaonuan_app::counter::{CardIssued, SheetCard, card_tail};
use xiaonuan_app::service::Service;

use super::super::form::filled;
use super::super::origin::Origin;
use super::super::qr;
use super::choose::{PrintForm, printed_before};
use super::{Frame, HandTo, Page, card_page, frame, path};
use crate::access::Principal;
use crate::api::counter::InCommunity;
use crate::fault::Fault;
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
    Origin(site): Origin,
    form: Result<Form<PrintForm>, FormRejection>,
) -> Result<Response, Fault> {
    let form = filled(form)?;
    let (residents, key) = (form.residents(true)?, form.key()?);
    let Some(made) = service.cards_for(&community, &by.actor, (residents, key)).await? else {
        return printed_before(&service, &visit, &community).await;
    };
    let (frame, name) = frame(&service, &visit, &community).await?;
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
        frame: frame.once(),
        community: name,
        path: path(&community),
        address: card_page(&site, &community),
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
        picture: qr::picture(&address, &t!(words, "sheets-picture"))?,
        short_code: grouped(issued.short_code.reveal(), 3).into(),
        token: grouped(issued.token.reveal(), 4).into(),
        pin: issued.pin.reveal().into(),
        to,
        tail,
    })
}

/// A code in groups that are read one after another.
fn grouped(code: &str, length: usize) -> String {
    let letters: Vec<char> = code.chars().collect();
    let groups: Vec<String> = letters.chunks(length).map(|group| group.iter().collect()).collect();
    groups.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_read_in_groups() {
        assert_eq!(grouped("abcdefg", 3), "abc def g");
    }
}
