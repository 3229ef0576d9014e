//! Nobody has a hand in what comes back to whom they are linked with.

use serde_json::{Value, json};
use xiaonuan_domain::access::Role;
use xiaonuan_tests::fixture::Fixture;
use xiaonuan_tests::office::Office;

use super::{ask, done, is};
use crate::world::{OWN, World};

/// A registered donor's gift `DON7`, and an approver, `linked`, who is their kin.
async fn with_a_donors_kin(fixture: &Fixture) -> World {
    let mut world = World::on(fixture).await;
    world.arrive("linked", false).await;
    world.grant("linked", Role::Approver).await;
    let gift = json!({"ref": "DON7", "date": "2026-01-05", "donor_code": "J1", "fund": "F1", "amount": "500", "method": "bank"});
    let link =
        json!({"code": "L7", "kind": "relative", "one": "officer:linked", "other": "donor:J1", "from": "2026-01-01"});
    for (path, body) in [("donations", gift), ("links", link)] {
        let got = world.office("POST", &format!("{OWN}/{path}"), Some(path), &body).await;
        assert_eq!(got.status, 201, "{}", got.text);
    }
    world
}

/// Proposed by somebody else, it is confirmed by an approver who is not the donor's kin.
async fn is_confirmed_by_a_stranger_alone(world: &World, (path, reference): (&str, &str), body: &Value) {
    let own = ask(world, "linked", &format!("own-{reference}"), path, body).await;
    is(&own, 409, "conflict_of_interest");
    done(
        &ask(world, "accountant", &format!("p-{reference}"), path, body).await,
        "proposed",
    );
    let confirm = format!("proposals/{reference}/approve");
    let kin = ask(world, "linked", &format!("k-{reference}"), &confirm, &json!({})).await;
    is(&kin, 409, "conflict_of_interest");
    let other = ask(world, "approver", &format!("o-{reference}"), &confirm, &json!({})).await;
    done(&other, "proposal_approved");
}

async fn nobody_confirms_a_refund_to_their_kin(fixture: &Fixture) {
    let world = with_a_donors_kin(fixture).await;
    let refund =
        json!({"ref": "TH7", "date": "2026-03-02", "donation": "DON7", "amount": "100", "reason": "捐赠人要求"});
    is_confirmed_by_a_stranger_alone(&world, ("donation-returns", "TH7"), &refund).await;
    // Taking the refund back is about the same donor.
    let back = json!({"ref": "CX7", "of": "donation_returned/TH7", "date": "2026-03-03", "reason": "没有退成"});
    is_confirmed_by_a_stranger_alone(&world, ("reversals", "CX7"), &back).await;
    // A gift of somebody else's is another matter.
    let other =
        json!({"ref": "TH8", "date": "2026-03-02", "donation": "DON1", "amount": "100", "reason": "捐赠人要求"});
    done(
        &ask(&world, "accountant", "p-TH8", "donation-returns", &other).await,
        "proposed",
    );
    let confirmed = ask(&world, "linked", "k-TH8", "proposals/TH8/approve", &json!({})).await;
    done(&confirmed, "proposal_approved");
    Office::of(fixture).check_sound("qingzhu").await;
}

async fn nobody_confirms_a_correction_of_what_their_kin_gave(fixture: &Fixture) {
    let world = with_a_donors_kin(fixture).await;
    let gift = |reference: &str, whose: Value| {
        let mut gift = json!({"ref": reference, "date": "2026-01-05", "fund": "F1", "amount": "400", "method": "bank"});
        let fields = whose.as_object().expect("fields").clone();
        gift.as_object_mut().expect("fields").extend(fields);
        gift
    };
    let correction = |reference: &str, of: &str, donation: Value| json!({"reversal": {"ref": reference, "of": of, "date": "2026-03-02", "reason": "记错了"}, "donation": donation});
    // It was theirs, and it becomes theirs.
    let was = correction(
        "GZ7",
        "donation/DON7",
        gift("DON8", json!({"donor": "李善人", "donor_kind": "person"})),
    );
    let becomes = correction("GZ8", "donation/DON8", gift("DON9", json!({"donor_code": "J1"})));
    is_confirmed_by_a_stranger_alone(&world, ("corrections", "GZ7"), &was).await;
    is_confirmed_by_a_stranger_alone(&world, ("corrections", "GZ8"), &becomes).await;
    let reversal = json!({"ref": "CX8", "of": "donation/DON9", "date": "2026-03-03", "reason": "重复入账"});
    is_confirmed_by_a_stranger_alone(&world, ("reversals", "CX8"), &reversal).await;
    Office::of(fixture).check_sound("qingzhu").await;
}

/// Who is one person with the donor, or of their household, is the donor for this.
async fn a_donor_who_is_a_neighbour_is_one_with_their_household(fixture: &Fixture) {
    let world = with_a_donors_kin(fixture).await;
    for (code, kind, one, other) in [
        ("L8", "same_person", "donor:J1", "resident:R01"),
        ("L9", "same_person", "officer:approver", "resident:R01"),
    ] {
        let link = json!({"code": code, "kind": kind, "one": one, "other": other, "from": "2026-01-01"});
        let got = world.office("POST", &format!("{OWN}/links"), Some(code), &link).await;
        assert_eq!(got.status, 201, "{}", got.text);
    }
    let refund =
        json!({"ref": "TH7", "date": "2026-03-02", "donation": "DON7", "amount": "100", "reason": "捐赠人要求"});
    done(
        &ask(&world, "accountant", "p", "donation-returns", &refund).await,
        "proposed",
    );
    let own = ask(&world, "approver", "k", "proposals/TH7/approve", &json!({})).await;
    is(&own, 409, "conflict_of_interest");
}

xiaonuan_tests::on_both!(
    nobody_confirms_a_refund_to_their_kin,
    nobody_confirms_a_correction_of_what_their_kin_gave,
    a_donor_who_is_a_neighbour_is_one_with_their_household,
);
