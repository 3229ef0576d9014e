//! How often it may be tried to open a card. Whoever tries is nobody yet, and may name a community that there is none of:
//! so it is counted for the whole installation, as tries to sign in are, and alike whatever is named.

use std::net::IpAddr;

use xiaonuan_persistence::sign_in::Bucket;

use super::super::{CounterError, DAY, MINUTE};
use crate::service::Service;
use crate::sign_in::network;

impl Service {
    /// Those from one address, or one IPv6 network: 30, and one more every two minutes.
    pub(super) fn openings_from(&self, address: IpAddr) -> Bucket {
        Bucket {
            name: self
                .counters()
                .print("", "cards opened from", &network(address).to_string()),
            every: 2 * MINUTE,
            most: 30,
        }
    }

    /// Those with one card, or one token that is no card's: five wrong PINs, and one more each day.
    pub(super) fn pins_of_card(&self, community: &str, whom: &str) -> Bucket {
        Bucket {
            name: self.counters().print(community, "PINs of card", whom),
            every: DAY,
            most: 5,
        }
    }

    /// Takes a try, or tells when the next one is there.
    pub(super) async fn take_opening(&self, bucket: Bucket) -> Result<(), CounterError> {
        Ok(self.desk().take_from(&[bucket]).await?)
    }

    /// It was right: whoever has the PIN may try as often as at first.
    pub(super) async fn give_opening_back(&self, from: Bucket, of_card: Bucket) -> Result<(), CounterError> {
        Ok(self.desk().give_back(&[from], &[of_card]).await?)
    }

    /// Lets the PIN of a card be tried again, because it has another one.
    pub(super) async fn let_pin_be_tried(&self, community: &str, card: &str) -> Result<(), CounterError> {
        let of_card = self.pins_of_card(community, card);
        Ok(self.desk().give_back(&[], &[of_card]).await?)
    }
}
