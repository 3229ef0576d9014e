//! Books of a few rows, for tests that change one thing.

use xiaonuan_app::import::Table;

use crate::numbers::{id_number, uscc};
use crate::tables::Tables;

/// A community whose fund was given ¥100 on 1 February and promised a voucher of ¥60 on the 10th, of which ¥20 was
/// spent on the 20th; ¥90 that was asked for on the 15th was refused.
#[must_use]
pub fn small_books() -> Tables {
    let merchant = uscc(1);
    let (one, two) = (id_number(1), id_number(2));
    let merchants = format!(
        "merchant,name,uscc,category,contact,phone,joined_on,left_on\n\
         M1,青竹超市,{merchant},supermarket,店长,0,2025-01-01,\nM2,坏码,BAD,supermarket,店长,0,2025-01-01,\n"
    );
    let residents = format!(
        "resident,household,name,id_number,phone,building,eligibility\n\
         R1,,甲,{one},0,1栋,dibao@2025-01-01..2026-12-31\nR2,,乙,{two},0,1栋,dibao@2025-01-01..2026-12-31\n"
    );
    Tables::of(&[
        (
            Table::Community,
            "community,name,district,timezone\nqz,青竹社区,示范区,Asia/Shanghai\n",
        ),
        (
            Table::Funds,
            "fund,name,purpose,restricted,purposes\nF,小基金,帮扶,yes,\n",
        ),
        (Table::Merchants, &merchants),
        (Table::Residents, &residents),
        (
            Table::Donations,
            "ref,date,donor,donor_kind,fund,amount,method\nG1,2026-02-01,甲,person,F,100.00,bank\n",
        ),
        (
            Table::Disbursements,
            "ref,date,fund,resident,kind,amount,merchant,purpose,prepared_by,approved_by,expires_on\n\
             V1,2026-02-10,F,R1,voucher,60.00,,取暖,a,b,2026-03-31\n\
             H1,2026-02-15,F,R2,cash,90.00,,取暖,a,b,\n",
        ),
        (
            Table::Claims,
            "ref,time,merchant,resident,discount,bill_amount,voucher_amount\n\
             C1,2026-02-20T10:00:00+08:00,M1,R1,,20.00,20.00\n",
        ),
    ])
}
