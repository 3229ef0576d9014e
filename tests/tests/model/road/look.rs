//! Looking things up along a road.

use serde_json::{Value, json};
use xiaonuan_app::desk::{self, Asking, DeskError, Terms};
use xiaonuan_domain::money::Money;
use xiaonuan_tests::ask::code;

use super::library::{fen, instant};
use super::web::said;
use super::{Road, Seen, Way, answered, compare_records, seen};
use crate::calendar::moment;
use crate::model::{Found, Offer, Price, Quote};
use crate::money::yuan;
use crate::operation::{Bill, Look};

/// What was found.
#[derive(Debug)]
pub(crate) enum Shown {
    Quote(Quote),
    Seen(Seen),
    Nothing,
}

impl Road<'_> {
    pub(crate) async fn look(&self, look: &Look) -> Result<Shown, String> {
        if self.way() == Way::Library {
            return self.look_in_library(look).await;
        }
        let (method, path, body) = looking(look);
        let (status, _, body) = self.send(method, &path, &[], &body).await?;
        shown(look, status, &body)
    }

    async fn look_in_library(&self, look: &Look) -> Result<Shown, String> {
        let (service, community) = (self.service(), &self.community);
        let done = match look {
            Look::Quote(bill) => return quoted(service.quote(community, &asking(bill)).await),
            Look::Answer(operation, key) => match service.answer_to(community, operation, key).await {
                Err(DeskError::Missing) => return Ok(Shown::Nothing),
                done => done,
            },
            Look::Event(kind, reference) => {
                let kind = kind.parse().expect("a kind");
                let recorded = match service.event(community, kind, reference).await {
                    Err(DeskError::Missing) => return Ok(Shown::Nothing),
                    recorded => recorded,
                };
                recorded.map(|recorded| desk::Done {
                    recorded,
                    repeated: true,
                })
            }
        };
        seen(done).map(Shown::Seen)
    }
}

fn asking(bill: &Bill) -> Asking {
    Asking {
        merchant: bill.merchant.clone(),
        resident: bill.resident.clone(),
        at: bill.at.map(instant),
        bill: fen(bill.bill),
        voucher: bill.voucher.map(fen),
        at_most: false,
        branch: bill.branch.as_deref().map(code),
        card: None,
        counter: None,
        by: "model".to_owned(),
    }
}

fn quoted(quote: Result<desk::Quote, DeskError>) -> Result<Shown, String> {
    let quote = match quote {
        Ok(quote) => quote,
        Err(refused @ DeskError::Refused(_)) => return seen(Err(refused)).map(Shown::Seen),
        Err(other) => return Err(other.to_string()),
    };
    let price = |terms: Terms| Price {
        discount: terms.discount.fen(),
        voucher: terms.voucher.fen(),
        due: terms.due.fen(),
    };
    let offers = quote.offers.into_iter().map(|offer| Offer {
        discount: offer.discount.map(|code| code.to_string()),
        comes_to: offer.result.map(price).map_err(|refusal| refusal.code.to_string()),
    });
    Ok(Shown::Quote(Quote {
        voucher_left: quote.voucher_left.fen(),
        offers: offers.collect(),
    }))
}

/// The request that looks something up: method, path within the community, body.
pub(crate) fn looking(look: &Look) -> (&'static str, String, Value) {
    match look {
        Look::Quote(bill) => {
            let body = json!({"merchant": bill.merchant, "resident": bill.resident, "at": bill.at.map(moment),
                              "bill": yuan(bill.bill), "voucher": bill.voucher.map(yuan), "branch": bill.branch});
            ("POST", "/quotes".to_owned(), said(body))
        }
        Look::Answer(operation, key) => ("GET", format!("/answers/{operation}?key={key}"), Value::Null),
        Look::Event(kind, reference) => ("GET", format!("/events/{kind}/{reference}"), Value::Null),
    }
}

/// What an answer shows.
pub(crate) fn shown(look: &Look, status: u16, body: &Value) -> Result<Shown, String> {
    match look {
        Look::Quote(_) if status == 200 => quote_shown(body).map(Shown::Quote),
        Look::Answer(..) | Look::Event(..) if status == 404 && body["code"] == "not_found" => Ok(Shown::Nothing),
        _ => answered(status, true, body).map(Shown::Seen),
    }
}

fn quote_shown(body: &Value) -> Result<Quote, String> {
    let fen = |value: &Value| {
        let money: Option<Money> = value.as_str().and_then(|text| text.parse().ok());
        money.map(|money| money.fen()).ok_or_else(|| format!("{body}"))
    };
    let offer = |offer: &Value| {
        let comes_to = match (offer["usable"] == true, offer["reason"].as_str()) {
            (true, None) => Ok(Price {
                discount: fen(&offer["discount"])?,
                voucher: fen(&offer["voucher"])?,
                due: fen(&offer["due"])?,
            }),
            (false, Some(reason)) => Err(reason.to_owned()),
            _ => return Err(format!("{body}")),
        };
        Ok(Offer {
            discount: offer["discount_code"].as_str().map(str::to_owned),
            comes_to,
        })
    };
    let offers = body["offers"].as_array().ok_or_else(|| format!("{body}"))?;
    Ok(Quote {
        voucher_left: fen(&body["voucher_left"])?,
        offers: offers.iter().map(offer).collect::<Result<_, String>>()?,
    })
}

/// Compares what was found with what the model says.
pub(crate) fn compare_found(wanted: &Found, shown: &Shown) -> Result<(), String> {
    match (wanted, shown) {
        (Found::Nothing, Shown::Nothing) => Ok(()),
        (Found::Quote(quote), Shown::Quote(quoted)) if quote == quoted => Ok(()),
        (Found::No(no), Shown::Seen(Seen::No(said))) if no == said => Ok(()),
        (Found::Record(done), Shown::Seen(Seen::Recorded(once))) => compare_records(done, &once.recorded),
        _ => Err(format!("on paper {wanted:?},\nin the books {shown:?}")),
    }
}
