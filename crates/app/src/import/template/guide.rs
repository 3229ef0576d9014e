//! What the template says about each sheet and column, with one example each.

use crate::import::table::Table;

/// What is said about a table.
pub(super) struct TableGuide {
    /// What the sheet is for.
    pub(super) about: &'static str,
    /// Its columns, in the table's order.
    pub(super) columns: &'static [Guide],
}

/// What is said about a column.
pub(super) struct Guide {
    /// A cell of the example row; days and times in ISO 8601.
    pub(super) example: &'static str,
    /// What to write.
    pub(super) help: &'static str,
}

const fn say(example: &'static str, help: &'static str) -> Guide {
    Guide { example, help }
}

/// What holds for all sheets.
pub(super) const GENERAL: &[&str] = &[
    "一、每张表的第一行是列名，请勿改动；从第二行起，一行填一条。第二行的灰色斜体字是示例，请直接改成您的内容或整行删除。",
    "二、示例的编号以“例-”开头，不是有效编号：忘记删除也不会入账，导入时会提示该行编号无效。“社区”表的示例必须改成您的社区。",
    "三、编号和单号由您自定，1 至 32 个字符，只用英文字母、数字、“-”和“_”，同一张表内不可重复。",
    "四、日期写作 2026-01-31；核销的时间用日期时间格式的单元格，填社区当地时间，如 2026-01-31 09:30:00；若是文本单元格，须写成 2026-01-31T09:30:00+08:00。金额以元为单位，最多两位小数，不写千分位逗号。",
    "五、有下拉选项的格子请从列表中选择。一格要填多项时用分号“；”隔开。不需要的列可以留空，不用的表可以整张删除。",
    "六、导入前会先检查整个文件；每一行是否入账、为什么没有入账，都会列在结果清单里。改好后可以再次导入，已入账的不会重复。",
    "七、“居民”表含身份证号、电话等个人信息，请妥善保管，用完及时删除。",
];

/// What is said about a table.
pub(super) const fn of(table: Table) -> TableGuide {
    let (about, columns) = match table {
        Table::Community => ("这套账属于哪个社区，只填一行。", COMMUNITY),
        Table::Funds => ("社区管理的基金，如小暖基金，一只一行。", FUNDS),
        Table::Merchants => ("加入异业联盟的商户，一家一行。", MERCHANTS),
        Table::Discounts => ("商户提供的优惠，一项一行。", DISCOUNTS),
        Table::Residents => ("登记的居民及其资格，一人一行。", RESIDENTS),
        Table::Donations => ("收到的捐款，一笔一行。", DONATIONS),
        Table::Disbursements => ("已经审批并发放的帮扶，一笔一行。", DISBURSEMENTS),
        Table::Claims => ("商户申报的优惠和用券，一张账单一行。", CLAIMS),
        Table::Settlements => ("基金付给商户的结算款，一笔一行。", SETTLEMENTS),
    };
    TableGuide { about, columns }
}

const COMMUNITY: &[Guide] = &[
    say("例-qingzhu", "必填。社区的编号，如 qingzhu。"),
    say("青竹社区", "社区的名称。"),
    say("松河市柳园区", "所属的市、区。"),
    say("Asia/Shanghai", "必填。中国各地都写 Asia/Shanghai。"),
];

const FUNDS: &[Guide] = &[
    say("例-xiaonuan", "必填。基金的编号，如 xiaonuan。"),
    say("小暖基金", "基金的名称。"),
    say("帮扶有困难的邻里", "这笔钱做什么用，用一句话说明。"),
    say("是", "必填。捐赠人是否限定了用途。"),
    say("临时救助；节日慰问", "帮扶时允许的用途，用分号隔开；留空表示不限。"),
];

const MERCHANTS: &[Guide] = &[
    say("例-M01", "必填。商户的编号，如 M01。"),
    say("竹园超市", "商户的名称。"),
    say(
        "91220199MA28YWUEDJ",
        "必填。营业执照上的 18 位统一社会信用代码，字母大写。",
    ),
    say("超市", "必填。商户的行业。"),
    say("严经理", "联系人姓名。"),
    say("13900000002", "联系电话。"),
    say("2026-01-01", "必填。加入联盟的第一天。"),
    say("", "在联盟的最后一天；没有退出就留空。"),
];

const DISCOUNTS: &[Guide] = &[
    say("例-D01", "必填。优惠的编号，如 D01。"),
    say("M01", "必填。提供优惠的商户，填“商户”表中的编号。"),
    say("邻里九折", "内部使用的名称。"),
    say("邻里价", "给顾客看的名称，不要透露享受者的困难情况。"),
    say(
        "折扣",
        "必填。折扣：减去账单的百分之几；立减：减去若干元；全免：免去整张账单。",
    ),
    say("10", "折扣填减去的百分数（九折填 10）；立减填元；全免不用填。"),
    say("20", "账单不到这个金额（元）不优惠；留空表示不限。"),
    say("30", "一张账单最多优惠多少元；留空表示不限。"),
    say(
        "不限",
        "必填。谁可以享受；多类用分号隔开，残疾可加等级，如“低保；残疾：1-2”。",
    ),
    say("2", "每个周期内最多几次，从 1 起的整数；留空表示不限。"),
    say("居民", "次数按居民还是按家庭计；留空按居民。"),
    say("周", "次数的周期；填了次数上限就必须填。"),
    say("xiaonuan", "承担一部分优惠的基金编号；没有就留空。"),
    say("50", "基金承担优惠的百分之几，0 至 100；留空为 0，其余由商户承担。"),
    say("5000", "这项优惠总共最多给多少元；留空表示不限。"),
    say("2026-01-01", "必填。优惠的第一天。"),
    say("2026-12-31", "必填。优惠的最后一天，当天有效。"),
];

const RESIDENTS: &[Guide] = &[
    say("例-R0001", "必填。居民的编号，如 R0001。"),
    say("H0001", "同一家庭填同一编号；单独一人可留空。"),
    say("王小明", "姓名。"),
    say("220199199205033842", "必填。18 位身份证号，末位的 X 大写。"),
    say("13800000001", "电话。"),
    say("13栋2单元", "楼栋。"),
    say(
        "残疾：3@2026-01-01..2026-12-31；低保@2026-01-01..2026-06-30",
        "类别@开始日期..结束日期，两端都含当天；多项用分号隔开；残疾可加等级 1 至 4；没有就留空。",
    ),
];

const DONATIONS: &[Guide] = &[
    say("例-DON0001", "必填。这笔捐款的单号，如 DON0001。"),
    say("2026-01-05", "必填。收到捐款的日期。"),
    say("竹园超市", "捐赠人的名称。"),
    say("单位", "必填。捐赠人是个人还是单位。"),
    say("xiaonuan", "必填。捐给哪只基金，填“基金”表中的编号。"),
    say("1000", "必填。金额（元），大于零。"),
    say("银行转账", "必填。捐款的方式。"),
];

const DISBURSEMENTS: &[Guide] = &[
    say("例-DIS00001", "必填。这笔帮扶的单号，如 DIS00001。"),
    say("2026-01-08", "必填。发放的日期。"),
    say("xiaonuan", "必填。从哪只基金支出，填基金编号。"),
    say("R0001", "必填。帮扶谁，填居民编号。"),
    say(
        "代金券",
        "必填。现金；代金券（在联盟商户使用）；代付（替居民付给商户）。",
    ),
    say("200", "必填。金额（元），大于零。"),
    say("", "代付时必填商户编号，其余留空。"),
    say("节日慰问", "用途；基金限定了可用用途时，必须是其中之一。"),
    say("赵敏", "经办人。"),
    say("孙伟", "审批人，不能与经办人是同一人。"),
    say("2026-03-31", "代金券必填，券的最后一天；其余不用填。"),
];

const CLAIMS: &[Guide] = &[
    say("例-CLM000001", "必填。这次核销的单号，如 CLM000001。"),
    say("2026-01-10T09:30:00", "必填。结账的日期和时间，填社区当地时间。"),
    say("M01", "必填。哪家商户，填商户编号。"),
    say("R0001", "必填。哪位居民，填居民编号。"),
    say("D01", "用哪项优惠，填优惠编号；只用券就留空。"),
    say("63.5", "必填。账单金额（元），大于零。"),
    say("10", "用代金券付多少元；不用券就留空。"),
];

const SETTLEMENTS: &[Guide] = &[
    say("例-SET0001", "必填。这笔结算的单号，如 SET0001。"),
    say("2026-02-01", "必填。付款的日期。"),
    say("M01", "必填。付给哪家商户，填商户编号。"),
    say("", "付多少元；留空表示付清全部欠款。"),
];
