//! Plain residents: anybody may carry the card.

use serde_json::json;
use xiaonuan_tests::fixture::Fixture;
use xiaonuan_tests::numbers;
use xiaonuan_tests::office::Office;
use xiaonuan_tests::on_both;

use crate::shop::Street;

async fn a_name_and_a_telephone_are_enough(fixture: &Fixture) {
    let street = Street::of(fixture).await;
    let plain = |code: &str| json!({"code": code, "name": "周平", "phone": "13800000000"});
    street.post("/residents", &plain("P01")).await.done();
    street.post("/residents", &plain("P02")).await.done();
    let unknown = street.post("/residents", &json!({"code": "P03", "name": "周平"})).await;
    assert_eq!(
        (unknown.status, unknown.code()),
        (422, "contact_required"),
        "{unknown:?}"
    );
    let empty = json!({"code": "P03", "name": "周平", "phone": "13800000000", "id_number": ""});
    assert_eq!(street.post("/residents", &empty).await.status, 422);
    let number = numbers::id_number(800);
    let known = json!({"code": "P03", "name": "周平", "id_number": number});
    street.post("/residents", &known).await.done();
    let shown = street.get("/registers/residents/P01").await.done();
    assert!(shown.get("id_number").is_none(), "{shown}");
    // An identity number that is known later is told apart from others', and may be taken away again.
    let twice = street.edit("residents", "P01", &json!({"id_number": number})).await;
    assert_eq!(twice.code(), "duplicate_resident");
    let own = numbers::id_number(801);
    street.edit("residents", "P01", &json!({"id_number": own})).await.done();
    let third = json!({"code": "P04", "name": "周平", "id_number": own});
    assert_eq!(street.post("/residents", &third).await.code(), "duplicate_resident");
    street
        .edit("residents", "P01", &json!({"id_number": null}))
        .await
        .done();
    street.post("/residents", &third).await.done();
    // They carry the card like anybody else.
    let phone = street.phone("SJ01").await;
    let card = street.card("K99", "P02").await;
    let quote = street.quote(&phone, &card.token, "50.00").await.done();
    assert_eq!(quote["surname"], "周");
    assert_eq!(quote["offers"].as_array().map(Vec::len), Some(1));
    Office::of(fixture).check_sound("qingzhu").await;
    let read_anew = fixture.another_process(77).await;
    let registers = read_anew
        .database()
        .registers(street.books.community)
        .await
        .expect("they are read");
    let (_, row) = registers
        .residents
        .by_code(&"P02".parse().expect("a code"))
        .expect("P02");
    assert!(row.details.id_number.is_none());
}

on_both!(a_name_and_a_telephone_are_enough);
