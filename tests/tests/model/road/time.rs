//! The time of a server, whose clock is not ours.

use std::sync::atomic::{AtomicU32, Ordering};

use xiaonuan_domain::calendar::Instant;
use xiaonuan_tests::fixture::Fixture;

use super::web::asking;
use super::{Road, Way};
use crate::calendar::{At, DAY, day};
use crate::neighbourhood::neighbourhood;
use crate::operation::{Asked, Gift, Operation};

/// What time it is for a server, whose clock is not ours: a rehearsed gift tells.
pub(crate) async fn time_of_a_server(fixture: &Fixture) -> At {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let community = format!("clock{}", COUNT.fetch_add(1, Ordering::Relaxed));
    let books = fixture.open(neighbourhood(&community)).await;
    let road = Road::to(Way::Server, fixture, &community, books).await;
    let gift = Gift {
        reference: "D1".to_owned(),
        day: day(2025, 12, 1),
        fund: "F1".to_owned(),
        fen: 1,
        is_cash: false,
        in_hand: false,
        donor: None,
        receipt: None,
    };
    let asked = Asked {
        now: 0,
        key: "K1".to_owned(),
        operation: Operation::Donate(gift),
    };
    let asking = asking(&asked.operation, None);
    let path = format!("{}?dry_run=true", asking.path);
    let (_, _, body) = road.send("POST", &path, &[], &asking.body).await.expect("it answers");
    let recorded_at: Instant = body["recorded_at"]
        .as_str()
        .and_then(|text| text.parse().ok())
        .expect("a time");
    on_paper(recorded_at)
}

/// A time as the model has it: that of clocks in the neighbourhood.
pub(crate) fn on_paper(at: Instant) -> At {
    at.micros() + DAY / 3
}
