//! Operations of goods as requests.

use serde_json::{Value, json};

use crate::calendar::text;
use crate::money::yuan;
use crate::operation::{Operation, StockCount};

pub(super) fn counts(goods: &[(String, i64)]) -> Vec<Value> {
    let one = |(item, pieces): &(String, i64)| json!({"item": item, "quantity": pieces});
    goods.iter().map(one).collect()
}

fn counted(asked: &StockCount, goods: Vec<Value>) -> Value {
    json!({"ref": asked.reference, "date": text(asked.day), "fund": asked.fund, "goods": goods, "reason": "盘点",
           "prepared_by": asked.prepared_by, "approved_by": asked.approved_by})
}

pub(super) fn asking(operation: &Operation) -> (&'static str, Value) {
    match operation {
        Operation::GiveGoods(asked) => {
            let is_named = asked.donor.is_none();
            let lines = asked.goods.iter().map(|parcel| {
                let mut line = json!({"item": parcel.item, "quantity": parcel.pieces, "value": yuan(parcel.fen),
                                      "basis": "market", "evidence": "市价"});
                if let Some(unit) = asked.unit {
                    line["name"] = json!(format!("{} 物资", parcel.item));
                    line["unit"] = json!(unit);
                }
                line
            });
            let body = json!({"ref": asked.reference, "date": text(asked.day), "fund": asked.fund,
                              "donor": is_named.then_some("某热心居民"), "donor_kind": is_named.then_some("person"),
                              "donor_code": asked.donor, "goods": lines.collect::<Vec<_>>()});
            ("/goods-donations", body)
        }
        Operation::WriteOff(asked) => {
            let one = |of: &crate::operation::Parcel| json!({"item": of.item, "quantity": of.pieces});
            let mut body = counted(asked, asked.goods.iter().map(one).collect());
            body["cause"] = json!("damaged");
            ("/stock-write-offs", body)
        }
        Operation::Find(asked) => {
            let one =
                |of: &crate::operation::Parcel| json!({"item": of.item, "quantity": of.pieces, "value": yuan(of.fen)});
            ("/stock-finds", counted(asked, asked.goods.iter().map(one).collect()))
        }
        other => unreachable!("{other:?} is of no goods"),
    }
}
