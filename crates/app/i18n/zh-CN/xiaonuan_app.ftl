### 小暖的文字。标点用全角；不用感叹号；不出现技术代码。

## 拒绝：先说哪里不对，再说怎样才对。带 -with 的一条在事实齐全时使用。

refusal-invalid-code = 编号不合规则，应为 1 至 32 个字母、数字、下划线或连字符。
refusal-invalid-date = 日期不合规则，应为真实存在的日期，写成 2026-06-25 的样子。
refusal-invalid-time = 时间不合规则，应写成 2026-06-25T08:38:48+08:00 的样子。
refusal-invalid-number = 数字不合规则：比例应在 0 到 100 之间，最多四位小数；次数应为 1 以上的整数。
refusal-invalid-kind = 这一项不在可选范围内，请从规定的选项中选择。
refusal-invalid-eligibility = 资格或适用对象不合规则，应写成 dibao@2026-01-01..2026-12-31 的样子，多项用分号隔开。
refusal-invalid-amount = 金额不合规则，应为大于零的元数，最多两位小数，不带逗号。
refusal-text-too-long = 文字太长。请缩短。
refusal-text-too-long-with = 文字太长，最多 { $most } 个字符。请缩短。
refusal-duplicate-code = 该编号已登记，而内容不同。请换一个编号，或核对原登记。
refusal-ref-conflict = 该单号已入账，而内容不同。请换一个单号，或核对原记录。
refusal-idempotency-key-reused = 该幂等键已用于内容不同的请求。如需取回原结果，请原样重发；如为新的请求，请换一个键。
refusal-future-date = 日期晚于现在。请待事情发生后再记账。
refusal-invalid-uscc = 统一社会信用代码有误，应为 18 位，且校验码相符。请按营业执照核对。
refusal-invalid-id-number = 身份证号有误，应为 18 位，且出生日期和校验码相符。请按证件核对。
refusal-duplicate-resident = 该身份证号已登记在另一个居民编号下。请使用原编号。
refusal-fund-required = 设置了基金承担比例，但没有指定基金。请填写承担的基金，或将比例设为 0。
refusal-unknown-fund = 没有这个基金。请核对基金编号。
refusal-unknown-fund-with = 没有编号为“{ $fund }”的基金。请核对基金编号。
refusal-unknown-merchant = 没有这家商户。请核对商户编号。
refusal-unknown-merchant-with = 没有编号为“{ $merchant }”的商户。请核对商户编号。
refusal-unknown-resident = 没有这位居民。请核对居民编号。
refusal-unknown-resident-with = 没有编号为“{ $resident }”的居民。请核对居民编号。
refusal-unknown-discount = 这家商户没有这项优惠。请核对优惠编号。
refusal-unknown-discount-with = 这家商户没有编号为“{ $discount }”的优惠。请核对优惠编号。
refusal-purpose-not-allowed = 该基金不可用于这一用途。请改用基金列明的用途，或换一个基金。
refusal-purpose-not-allowed-with = 该基金不可用于这一用途，可用的是：{ $allowed }。
refusal-already-expired = 代金券的到期日早于发放日。请把到期日定在发放日或之后。
refusal-self-approval = 经办人与审批人是同一人。请由另一人审批。
refusal-not-eligible = 当日没有适用的资格。请核对资格及其起止日期。
refusal-not-eligible-with = { $day } 当日没有适用的资格。请核对资格及其起止日期。
refusal-fund-insufficient = 基金的可用余额不足。请减少金额，或待捐赠到账。
refusal-fund-insufficient-with = 基金 { $fund } 的可用余额为 { $left } 元，不足 { $needed } 元。请减少金额，或待捐赠到账。
refusal-bank-insufficient = 基金的银行存款不足。请减少金额，或待款项到账。
refusal-bank-insufficient-with = 基金 { $fund } 的银行存款为 { $left } 元，不足 { $needed } 元。请减少金额，或待款项到账。
refusal-exceeds-payable = 金额超过应付给该商户的款项。请按对账单核对。
refusal-exceeds-payable-with = 金额超过应付给该商户的款项，目前应付 { $owed } 元。请按对账单核对。
refusal-nothing-payable = 目前没有应付给该商户的款项，无须结算。
refusal-nothing-claimed = 既没有选择优惠，也没有使用代金券。请至少填写一项。
refusal-merchant-not-active = 该商户当日不在联盟内。请核对日期和商户的加入、退出日期。
refusal-merchant-not-active-with = 该商户 { $day } 不在联盟内。请核对日期和商户的加入、退出日期。
refusal-discount-not-active = 该优惠当日不能使用：尚未批准，或不在有效期。请核对优惠的状态、起止日期和账单日期。
refusal-discount-not-active-with = 该优惠当日无效，有效期为 { $from } 至 { $to }。
refusal-below-minimum-spend = 账单金额未达到最低消费。
refusal-below-minimum-spend-with = 账单金额未达到最低消费 { $minimum } 元。
refusal-usage-limit-reached = 本期的使用次数已用完，请待下一期再用。
refusal-usage-limit-reached-with = { $period }可用 { $most } 次，已用完。
refusal-discount-budget-exhausted = 该优惠的剩余预算不够承担这一次优惠。请不用优惠结账，或待预算调整。
refusal-discount-budget-exhausted-with = 该优惠的剩余预算为 { $left } 元，不够承担这一次的 { $needed } 元。请不用优惠结账，或待预算调整。
refusal-voucher-exceeds-due = 用券金额超过优惠后应付的金额。请减少用券金额。
refusal-voucher-exceeds-due-with = 用券金额超过优惠后应付的 { $due } 元。请减少用券金额。
refusal-voucher-insufficient = 代金券余额不足。请减少用券金额。
refusal-voucher-insufficient-with = 代金券余额为 { $left } 元，不足 { $needed } 元。请减少用券金额。
refusal-changed-meanwhile = 在此期间他人已作更改。请重新读取，并在最新内容上修改。
refusal-changed-meanwhile-with = 在此期间他人已作更改，见第 { $changed } 号记录。请重新读取，并在最新内容上修改。
refusal-nothing-changed = 内容与现有登记相同，无需记录。
refusal-restriction-fixed = 该基金已有资金记录，是否限定性不能再改。请另行登记基金。
refusal-eligibility-fixed = 已开始的资格须保留，可以延长，或最早于今日终止。
refusal-eligibility-fixed-with = 已开始的资格须保留，可以延长，或最早于 { $today } 终止。
refusal-state-not-allowed = 该优惠不能从目前状态转为此状态。顺序为草稿、商户已确认、已批准、已暂停、已终止。
refusal-terms-backdated = 已批准过的优惠，新条款不能从过去开始。请选择今日或以后的日期。
refusal-terms-backdated-with = 已批准过的优惠，新条款不能从过去开始。请选择 { $today } 或以后的日期。
refusal-amount-too-large = 金额或由此形成的余额超出账簿所能记录的范围。请核对金额。
refusal-record-too-long = 这一笔涉及的内容太多，一条记录容纳不下。请减少金额，分成几笔。
refusal-unknown-record = 没有这条记录。请核对记录号，或记录种类和单号。
refusal-not-reversible = 这类记录不能冲销。
refusal-already-reversed = 这条记录已被冲销。
refusal-already-reversed-with = 这条记录已被第 { $by } 号记录冲销。
refusal-before-original = 更正的日期早于原记录。请用原记录当日或以后的日期。
refusal-before-original-with = 更正的日期早于原记录。请用 { $day } 或以后的日期。
refusal-reason-required = 没有填写事由。请简要说明原因。
refusal-unknown-statement = 没有这份对账单。请核对单号。
refusal-unknown-settlement = 没有以此单号经办的结算。请核对单号。
refusal-wrong-state = 目前的状态不能办理这一步。
refusal-wrong-state-with = 目前的状态是“{ $state }”，不能办理这一步。
refusal-statement-open = 上一份对账单尚未经商户确认。请先确认上一份。
refusal-statement-open-with = 对账单 { $statement } 尚未经商户确认。请先确认该份。
refusal-unknown-line = 这条记录不在对账单上。请填写对账单所列的记录。
refusal-unknown-line-with = 第 { $record } 号记录不在对账单上。请填写对账单所列的记录。
refusal-invoice-required = 没有填写发票号。确认对账单须填写商户的发票号。
refusal-officer-required = 没有填写经手人。请填写姓名。
refusal-same-person = 这几步不能由同一人办理。请由另一人办理。
refusal-unknown-disbursement = 没有这笔帮扶。请核对单号。
refusal-self-payment = 支付人与经办人或审批人是同一人。请由第三人支付。
refusal-visitors-required = 入户走访须有两名不同的人员。请填写两人的姓名。
refusal-approval-stale = 审批的内容与目前经办的内容不一致。请重新审批。
refusal-duplicate-help = 同一家庭本月已因同一事由获得帮扶。如确有需要，请说明理由。
refusal-duplicate-help-with = 同一家庭本月已因同一事由获得帮扶（{ $reference }）。如确有需要，请说明理由。
refusal-invalid-evidence = 附件的名称或 SHA-256 不合格式。请填写 64 位小写十六进制，附件至多 50 份。
refusal-minutes-required = 没有填写会议纪要编号和票数。请填写。
refusal-minutes-required-with = 超过 { $most } 元的帮扶须有会议纪要编号和票数。请填写。
refusal-vote-lost = 赞成票没有多过反对票，不能审批。

# 拒绝理由只在以后的某个日期才成立时，接在后面
refusal-late = { $message }（这笔业务补记在较早的日期，与其后已入账的业务合计后不符合要求。）
refusal-column = { $column }：{ $message }
refusal-value = { $message }填写的是“{ $value }”。
refusal-cell = 应为：{ $expected }。
refusal-empty = { $message }这一格是空的。

## 期间

period-total = 总共
period-year = { $year } 年
period-month = { $year } 年 { $month } 月
period-week = { $year } 年第 { $week } 周
period-day = { $day } 当日

## 报表

report-funds = 基金余额表
report-merchants = 商户往来表
report-vouchers = 代金券余额表
report-redemptions = 优惠核销明细表
report-trial-balance = 科目余额表
report-general-ledger = 明细账
report-journal = 序时账
report-fund-statement = 收支表
report-discount-use = 优惠使用情况表
report-donors = 捐赠台账
report-beneficiaries = 受助统计表
report-statement = 商户对账单
report-disclosure = 收支公开表
report-statements = 对账单一览表
report-receivables = 商户应退表
report-encumbrances = 已批未付表
report-open-papers = 待补手续表

report-title-of = { $title }：{ $subject }
report-community = 社区：{ $name }（{ $code }）
report-as-of = 截至：{ $time }（时差 { $offset }）
report-as-recorded = 计至第 { $seq } 号记录
report-period = 期间：{ $from } 至 { $to }
report-filter = { $column }：{ $value }
report-total = 合计
report-empty = 没有记录
report-rows = 共 { $count } 行
report-unit = 金额单位：元
report-about = 说明

note-person-once = 一人属于多个类别时，各类别分别计入，合计只计一次。
note-aggregates-only = 本表只列汇总数，不含受助人的个人信息。
note-small-counts = 不足 { $count } 的人数和次数不列出具体数目，以免辨认出个人。
note-management-accounts = 本表为管理台账，法定账簿由存放款项的慈善组织保管。
note-late = 期间内含补记业务 { $count } 笔，按业务日期列示。
note-reversed = 带“已冲销”标记的行已由其后的红字记录冲销。
remark-vouchers-came-back = 到期未用而退回的代金券多于新发放的，故为负数。
remark-more-came-back = 本期退回的多于发生的，故为负数。
remark-more-spent = 本期支出多于收入，动用了以前的结余。
note-unverified = 科目编号待核：{ $codes }。

## 报表不能给出的原因

report-no-community = 没有编号为“{ $code }”的社区。
report-no-fund = 没有编号为“{ $code }”的基金。
report-no-merchant = 没有编号为“{ $code }”的商户。
report-no-account = 没有账户号为“{ $code }”的总账账户。
report-invalid = 参数 { $parameter } 应为{ $expected }，填写的是“{ $value }”。
report-missing = 缺少参数 { $parameter }，应为{ $expected }。
report-failed = 数据库没有应答，请稍后再试。
expected-time-or-day = 带时差的时间或日期，如 2026-06-25T08:38:48+08:00 或 2026-06-25（计到当日结束）
expected-number-or-time = 从 1 起的记录号，或带时差的时间或日期
expected-something-on-record = 已有记录之后的时间
expected-day = 真实存在的日期，如 2026-06-25
expected-not-before-from = 不早于起始日的日期
expected-nothing = 空，这张报表没有这项参数
expected-merchant = 商户编号
expected-account = 从 1 起的账户号，见科目余额表

## 报表的列

column-account = 科目
column-amount = 金额
column-available = 可用余额
column-balance = 余额
column-bank = 银行存款
column-bill = 账单金额
column-bill_payment = 代付
column-budget = 优惠预算
column-budget_left = 剩余预算
column-cash = 现金
column-category = 类别
column-closing = 期末余额
column-closing_side = 期末方向
column-code = 科目编号
column-contra = 对方科目
column-credit = 贷方
column-date = 日期
column-debit = 借方
column-disbursed = 帮扶支出
column-discount = 优惠金额
column-discount_borne = 承担优惠
column-discount_code = 优惠编号
column-discounts = 优惠补贴
column-donated = 捐赠收入
column-donor = 捐赠人
column-donor_kind = 捐赠人类型
column-due_from_resident = 应收
column-encumbered = 已批未付
column-expired = 过期退回
column-from = 起
column-fund = 基金编号
column-fund_part = 基金承担
column-households = 户数
column-kind = 记录类型
column-line = 项目
column-merchant = 商户编号
column-merchant_part = 商户承担
column-merchant_payable = 应付商户
column-method = 捐赠方式
column-name = 名称
column-opening = 期初余额
column-opening_side = 期初方向
column-owed = 本次应付
column-payable = 应付余额
column-people = 人数
column-recorded_at = 入账时间
column-ref = 单号
column-resident = 居民编号
column-residents = 使用人数
column-reversed_by = 冲销记录
column-row = 行类型
column-seq = 记录号
column-settled = 已结算
column-side = 方向
column-summary = 摘要
column-time = 时间
column-times = 次数
column-title = 优惠名称
column-to = 止
column-total = 合计
column-uses = 使用次数
column-valid_from = 生效日期
column-valid_to = 截止日期
column-voucher = 代金券
column-voucher_outstanding = 未用代金券
column-year_to_date = 本年累计
column-invoice = 发票号
column-help = 帮扶方式
column-approved_on = 审批日期
column-days = 天数
column-paid_on = 支付日期
column-paper = 待补手续
column-papers_by = 补办期限
column-days_left = 剩余天数
column-lines = 笔数
column-month = 月份
column-receivable = 应退
column-state = 状态

# 在某张报表里另有叫法的列
column-funds-name = 基金名称
column-merchants-name = 商户名称
column-discount-use-name = 商户名称
column-discount-use-bill = 账单合计
column-redemptions-voucher = 用券金额
column-redemptions-reversed_by = 冲销记录
column-vouchers-balance = 代金券余额
column-trial-balance-name = 科目名称
column-trial-balance-account = 账户号
column-journal-name = 科目名称
column-journal-account = 账户号
column-fund-statement-name = 基金名称
column-fund-statement-amount = 本期数
column-donors-name = 基金名称
column-beneficiaries-category = 资格类别
column-beneficiaries-people = 受助人数
column-beneficiaries-households = 受助户数
column-beneficiaries-discount = 优惠
column-statement-voucher = 用券金额
column-statement-balance = 应付余额
column-disclosure-name = 基金名称
column-statements-name = 商户名称
column-statements-owed = 应付
column-receivables-name = 商户名称

## 登记和导入文件的列，以及与报表同名而含义不同的列

field-approved_by = 审批人
field-bill_amount = 账单金额
field-building = 楼栋
field-cap_per_bill = 单笔上限
field-community = 社区编号
field-contact = 联系人
field-discount = 优惠编号
field-district = 所属区
field-eligibility = 资格
field-eligible = 适用对象
field-expires_on = 券到期日
field-fund_share = 基金承担比例
field-household = 家庭编号
field-id_number = 身份证号
field-joined_on = 加入日期
field-kind = 方式
field-left_on = 退出日期
field-min_spend = 最低消费
field-phone = 电话
field-prepared_by = 经办人
field-public_title = 对外名称
field-purpose = 用途
field-purposes = 可用用途
field-restricted = 限定性
field-timezone = 时区
field-uscc = 统一社会信用代码
field-uses = 次数上限
field-uses_period = 计次周期
field-uses_scope = 计次对象
field-value = 优惠值
field-voucher_amount = 用券金额

## 行和摘要

row-entry = 明细
row-opening = 期初余额
row-subtotal = 小计
row-month_total = 本月合计
row-year_total = 本年累计
row-closing = 期末余额
row-reversed = 已冲销
row-reversal = 冲销
row-overall = 全部基金

wording-summary = { $kind } { $ref }
wording-summary-of = { $kind } { $ref }，{ $party }
wording-reversal = 冲销 { $seq }：{ $reason }
wording-account-of = { $account }—{ $party }
wording-list-separator = ；
count-fewer = 少于 { $count }

## 科目

account-bank = 银行存款
account-receivable = 其他应收款
account-payable = 应付账款
account-voucher = 其他应付款—代金券
account-donation = 捐赠收入
account-programme-cash = 业务活动成本—现金
account-programme-voucher = 业务活动成本—代金券
account-programme-bill = 业务活动成本—代付
account-programme-discount = 业务活动成本—优惠
account-authorised-donation = 预算来源—捐赠
account-available = 可用额度
account-encumbered = 已批未付
account-spent-help = 预算支出—帮扶
account-spent-discount = 预算支出—优惠
account-spent-expired = 预算支出—过期退回
account-discount = 优惠累计
account-borne-merchant = 商户承担优惠
account-borne-fund = 基金承担优惠
account-settled = 已结算
account-settlements = 结算合计
account-uses = 使用次数

book-general = 总账
book-budget = 预算
book-memo = 备查
book-usage = 用量

side-debit = 借
side-credit = 贷
side-flat = 平

## 收支项目

line-opening = 期初结余
line-donation = 捐赠收入
line-income = 收入合计
line-cash = 现金帮扶
line-voucher = 代金券
line-bill = 代付
line-discount = 优惠补贴
line-expense = 支出合计
line-change = 本期结余
line-closing = 期末结余

## 记录

record-community_registered = 社区建账
record-fund_registered = 基金登记
record-merchant_registered = 商户登记
record-discount_registered = 优惠登记
record-resident_registered = 居民登记
record-community_changed = 社区变更
record-fund_changed = 基金变更
record-merchant_changed = 商户变更
record-discount_changed = 优惠变更
record-resident_changed = 居民变更
record-donation = 捐赠
record-disbursement_approved = 帮扶审批
record-disbursement_paid = 帮扶支付
record-redemption = 核销
record-voucher_expiry = 券到期
record-settlement = 结算
record-reversal = 冲销
record-statement_drafted = 对账单编制
record-statement_sent = 对账单送出
record-statement_confirmed = 对账单确认
record-statement_disputed = 对账单异议
record-statement_approved = 对账单批准
record-statement_paid = 对账单付讫
record-settlement_prepared = 结算经办
record-settlement_approved = 结算审批
record-disbursement_applied = 帮扶申请
record-disbursement_visited = 入户走访
record-disbursement_prepared = 帮扶经办
record-disbursement_reviewed = 帮扶审核
record-disbursement_signed = 帮扶签收
record-disbursement_rejected = 帮扶驳回
record-disbursement_cancelled = 帮扶取消

## 选项

state-draft = 草稿
state-sent = 已送
state-confirmed = 已确认
state-disputed = 有异议
state-approved = 已批准
state-paid = 已付
state-replaced = 已重开
state-prepared = 已经办
state-applied = 已申请
state-visited = 已走访
state-reviewed = 已审核
state-signed = 已签收
state-rejected = 已驳回
state-cancelled = 已取消

category-dibao = 低保
category-dibao_marginal = 低保边缘
category-tekun = 特困
category-hardship = 困难家庭
category-disabled = 残疾
category-elderly_alone = 孤寡老人
category-none = 其他居民

merchant-category-heating = 供热
merchant-category-property = 物业
merchant-category-supermarket = 超市
merchant-category-restaurant = 饭店
merchant-category-pharmacy = 药店
merchant-category-education = 教育
merchant-category-care_home = 养老
merchant-category-other = 其他

donor-kind-person = 个人
donor-kind-organisation = 单位

method-bank = 银行转账
method-cash = 现金
method-online = 线上

help-cash = 现金
help-voucher = 代金券
help-bill_payment = 代付

uses-scope-resident = 居民
uses-scope-household = 家庭

uses-period-day = 日
uses-period-week = 周
uses-period-month = 月
uses-period-year = 年
uses-period-total = 总计
discount-state-draft = 草稿
discount-state-offered = 商户已确认
discount-state-approved = 已批准
discount-state-suspended = 已暂停
discount-state-ended = 已终止

reduction-percent = 折扣
reduction-amount_off = 立减
reduction-waiver = 全免

yes = 是
no = 否

## 单位

unit-yuan = { $amount } 元
unit-times = { $count } 次
unit-people = { $count } 人
unit-records = { $count } 条

## 命令行

command-of-table = 接受 { $accepted } 行，拒绝 { $refused } 行
command-summary = 共 { $rows } 行：接受 { $accepted } 行，拒绝 { $refused } 行；其中 { $repeated } 行先前已有结果
command-dry-run = 这是试运行，账上没有写入任何内容。
command-read-why = 加上 --outcomes 文件名 再运行一次，可查看每行被拒绝的原因；重复运行不会改变账目。
command-not-xlsx = { $file }：模板的文件名须以 .xlsx 结尾，例如 账本.xlsx。
command-template = 已写出 { $file }。填好后运行：xiaonuan import { $file }
command-demo = 已写出 { $file }。载入请运行：xiaonuan import { $file }
command-loading = 正在载入演示社区……
command-serving = 小暖已启动：{ $address }
command-loopback = 只有本机可以访问，目前还没有登录：请在本机浏览器中打开上面的地址。
command-api = 接口文档：{ $address }
command-try = 可在另一个终端里试试：
command-stop = 按 Ctrl-C 停止。
command-checked-community = { $community }：{ $records } 条记录，树根 { $root }
command-law-holds = 正确
command-law-broken = 有误
command-checked = 核对 { $checked } 处
command-checked-broken = 核对 { $checked } 处，{ $broken } 处有误
command-unread = 没有读取“{ $name }”：这不是任何一张表的名称，请检查是否写错。
command-no-file = 没有这个数据库文件：{ $path }
command-nothing-to-check = 本库中没有任何社区，没有可核验的内容。
command-strays = 有误：{ $table } 表中有 { $rows } 行不属于任何社区
command-expired = { $community }：截至 { $through } 有 { $vouchers } 张券到期，{ $amount } 元退回各基金
command-expired-none = { $community }：截至 { $through } 没有到期未用的券
command-expired-fund = { $fund }：{ $vouchers } 张券，{ $amount } 元
command-no-community = 没有编号为 { $community } 的社区。本库中的社区：{ $known }

## 核验的内容

law-numbers = 记录编号连续无缺
law-hashes = 哈希与记录一致
law-times = 时间、日期与补记标记正确
law-commitments = 个人信息与承诺一致
law-zero-sums = 每条记录按账簿和基金借贷平衡
law-fund-laws = 每条记录之后各基金的等式成立
law-bounds-recorded = 按入账顺序，余额从未越界
law-bounds-in-time = 按业务时间，余额从未越界
law-postings = 所存余额与记录一致
law-accounts = 科目与记录一致
law-registers = 名册与其变更历史一致
law-outcomes = 处理结果与记录相互对应
law-expiries = 到期的代金券均已处理
law-reversals = 冲销与被冲销的记录相符
law-statements = 对账单和审批与其所列内容相符

## 单元格应当怎样填：接在“应为”之后

cell-code-community = 1 至 32 个字母、数字、下划线或连字符，例如 qingzhu
cell-code-fund = 1 至 32 个字母、数字、下划线或连字符，例如 xiaonuan
cell-code-merchant = 1 至 32 个字母、数字、下划线或连字符，例如 M01
cell-code-discount = 1 至 32 个字母、数字、下划线或连字符，例如 D01
cell-code-resident = 1 至 32 个字母、数字、下划线或连字符，例如 R0001
cell-code-ref = 1 至 32 个字母、数字、下划线或连字符，例如 CLM000001
cell-day = 1900 至 2200 年间真实存在的日期，例如 2026-06-25
cell-last-day = 1900 至 2200 年间真实存在的日期，例如 2026-12-31；永远有效的写 9999-12-31
cell-time = 带时差的日期和时间，例如 2026-06-25T08:38:48+08:00
cell-percent = 0 至 100 的数字，最多四位小数，例如 12.5
cell-count = 1 以上的整数，例如 2
cell-amount = 以元为单位的金额，最多两位小数，不带逗号，例如 1234.50
cell-amount-above-zero = 大于零的金额（元），最多两位小数，不带逗号，例如 5.50
cell-amount-from-zero = 不小于零的金额（元），最多两位小数，不带逗号，例如 20 或 0.50
cell-yes-no = “是”或“否”
cell-merchant-category = 供热、物业、超市、饭店、药店、教育、养老、其他之一，例如“超市”
cell-discount-kind = 折扣、立减、全免之一，例如“折扣”
cell-uses-scope = 居民、家庭之一，例如“居民”
cell-uses-period = 日、周、月、年、总计之一，例如“周”
cell-donor-kind = 个人、单位之一，例如“单位”
cell-donation-method = 银行转账、现金、线上之一，例如“银行转账”
cell-disbursement-kind = 现金、代金券、代付之一，例如“代金券”
cell-eligibility = 类别（低保、低保边缘、特困、困难家庭、残疾、孤寡老人）加起止日期，例如 低保@2026-01-01..2026-12-31；只有残疾有等级，例如 残疾：3@2026-01-01..2026-12-31
cell-eligible = “不限”，或用分号隔开的类别（低保、低保边缘、特困、困难家庭、残疾、孤寡老人），例如 低保；残疾：1-2

## 读不了的表：在哪里，哪里不对，怎样改正

malformed-sheet = 工作表“{ $name }”
malformed-no-such-path = { $path }：这里什么都没有。请指定存放 CSV 文件的文件夹，或一个 .xlsx 工作簿。
malformed-not-readable = { $path }：既不是文件夹，也不是 .xlsx 工作簿。{ $remedy }
malformed-no-tables = { $path }：这里没有任何一张表。请把文件命名为 社区.csv、基金.csv、核销.csv 等（或 community.csv、funds.csv、claims.csv），工作簿的工作表同名而不带 .csv。
malformed-both-names = { $one } 和 { $other } 是同一张表。请合并，或去掉其中一个。
malformed-unopenable = { $file }：无法读取（{ $error }）。
malformed-not-a-file = { $file }：这不是文件，无法读取。
malformed-workbook = { $path }：无法读取这个工作簿（{ $error }）。请打开它，另存为不带密码的 .xlsx，再试一次。
malformed-workbook-too-big = { $path }：工作簿超过 { $mebibytes } MiB。请把每张表另存为 CSV，放进一个文件夹再导入。
malformed-workbook-unpacks-too-big = { $path }：工作簿解压后超过 { $mebibytes } MiB。请删去不需要的内容，或把每张表另存为 CSV，放进一个文件夹再导入。
malformed-workbook-too-many = { $path }：工作簿里的文字或样式太多，无法全部读入。请把每张表另存为 CSV，放进一个文件夹再导入。
malformed-workbook-damaged = { $path }：这个工作簿已损坏，内部数据自相矛盾。请在表格软件中打开，另存为新的 .xlsx，再试一次。
malformed-sheet-too-big = { $file }：到这张表为止，工作簿的文字超过 { $mebibytes } MiB。请把每张表另存为 CSV，放进一个文件夹再导入。
malformed-sheet-places = { $file }：单元格的位置超出工作表的范围，或行的次序错乱。请在表格软件中打开，另存为新的 .xlsx，再试一次。
malformed-digits-lost = { $file }，第 { $row } 行 { $at } 列（{ $column }）：这一格是数字，超过 15 位的部分已经丢失。请把这一列的格式设为“文本”，再重新填写。
malformed-workbook-as-csv = { $file }：这是改名为 .csv 的工作簿。请直接导入 .xlsx 文件，或把每张表另存为 CSV。
malformed-utf16 = { $file }：这个文件是 UTF-16 编码。请另存为 UTF-8（“CSV UTF-8”）或 GB 18030 编码的 CSV。
malformed-binary = { $file }，第 { $row } 行：这里是二进制数据（有零字节），不是文字。请把表格重新保存为 CSV。
malformed-encoding = { $file }：既不是 UTF-8（第 { $utf8 } 行的字节有误），也不是 GB 18030（第 { $gb } 行的字节有误）。请另存为“CSV UTF-8”。
malformed-broken-utf8 = { $file }，第 { $row } 行：文件开头是 UTF-8，但这里有字节不是。请重新另存为“CSV UTF-8”。
malformed-no-header = { $file }：第 1 行是空的。请在第 1 行写上各列的名称，或去掉这张表。
malformed-not-a-header = { $file }，第 1 行：没有一格是列名。第 1 行应写各列的名称，例如 { $example }。
malformed-delimiter = { $file }，第 1 行：各格之间用的是{ $found }。请把表格另存为以英文逗号分隔的 CSV。
malformed-unknown-column = { $file }，第 1 行 { $at } 列：没有名为“{ $column }”的列。是不是“{ $nearest }”？
malformed-doubled-column = { $file }，第 1 行 { $at } 列：“{ $column }”在这里再次出现，第一次在 { $first } 列。请去掉一列。
malformed-long-row = { $file }，第 { $row } 行：有 { $cells } 格，而第 1 行只有 { $columns } 列。请删去行末多余的格；若某一格里有逗号，请给这一格加上引号。
malformed-nameless-column = { $file }，第 { $row } 行 { $at } 列：这里有内容，但第 1 行没有写这一列的名称。请写上列名，或清空这一格。
malformed-unclosed-quote = { $file }，第 { $row } 行 { $at } 列：引号没有配对。请补上后一个引号；若引号是内容的一部分，请写成两个。
malformed-after-quote = { $file }，第 { $row } 行 { $at } 列：后一个引号之后还有内容。请用引号括住整格；若引号是内容的一部分，请写成两个。
malformed-row-too-long = { $file }，第 { $row } 行：这一行超过 { $limit } 字节。请检查文件是不是带换行的 CSV 表格。
malformed-too-many-rows = { $file }：行数太多，无法计数。请把表格拆开。
malformed-no-community = 缺少社区.csv（community.csv）。它用一行说明这些账属于哪个社区。
malformed-community-rows = { $file }：有 { $found } 行，而应当正好一行，写明社区的编号、名称、所属区和时区。
malformed-community-example = { $file }，第 { $row } 行：这里还是示例。请改成您的社区。
malformed-community-code = { $file }，第 { $row } 行，{ $column }：“{ $code }”不是有效的编号。请用 1 至 32 个字母、数字、下划线或连字符，例如 qingzhu。
malformed-community-text = { $file }，第 { $row } 行，{ $column }：超过 { $most } 个字符。请缩短。
malformed-unknown-zone = { $file }，第 { $row } 行，{ $column }：没有名为“{ $zone }”的时区。请写 IANA 名称，例如 Asia/Shanghai。
malformed-changed = { $file }：读取期间内容有变动。请在其他程序中关闭它，再导入一次。

remedy-folder = 请把 CSV 文件放进一个文件夹，再指定这个文件夹。
remedy-save-as-xlsx = 请打开它，另存为不带密码的 .xlsx，再指定那个文件。
remedy-folder-or-workbook = 请指定存放 CSV 文件的文件夹，或一个 .xlsx 工作簿。
delimiter-tab = 制表符
delimiter-semicolon = 分号
delimiter-bar = 竖线
delimiter-full-comma = 全角逗号
delimiter-full-semicolon = 全角分号
delimiter-enumeration = 顿号
