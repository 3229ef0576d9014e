### 页面和接口的文字。标点用全角；不用感叹号；不致歉；先说哪里不对，再说下一步。

brand = 小暖
skip = 跳到正文
nav = 账簿
nav-overview = 总览
nav-accounts = 科目
nav-journal = 总流水
nav-reports = 报表
nav-api = 接口文档
nav-account = 账户
nav-display = 显示
nav-shop = 商户
nav-lists = 清单
nav-sheets = 打印卡券
other-language = English
crumbs = 所在位置
pages = 翻页
all = 全部
total = 合计
list-separator = ；

## 名称

account-of = { $account }—{ $party }
summary = { $kind } { $reference }
summary-of = { $kind } { $reference }，{ $resident }

## 截至何时

view = 截至 { $time }，计至第 { $seq } 号记录
view-change = 换一个时点
view-now = 回到现在
view-as-of = 业务日期
view-as-recorded = 记录号或入账日期
view-show = 查看

## 显示

display-size = 字号
display-size-normal = 标准
display-size-large = 大字
display-theme = 明暗
display-theme-system = 跟随系统
display-theme-light = 浅色
display-theme-dark = 深色
display-keep = 使用

## 社区

communities = 社区
communities-none = 还没有账簿
communities-none-next = 先从文件夹导入一个社区：在终端运行下面的命令，再回到这里刷新。
communities-none-folder = 文件夹
communities-no-pages = 这个角色的工作还没有网页，目前通过接口办理。
communities-second-factor = 请在“账户”里设置二次验证；设置之前，您的部分角色不生效。

## 总览

all-funds = 全部基金
restricted = 限定性
unrestricted = 非限定性
overview-none = 还没有基金
overview-none-next = 基金登记后，余额会显示在这里。
card-stands = 银行存款的构成
card-stands-deposited = 存放慈善会款项的构成
card-available = 可用余额
card-encumbered = 已批未付
card-vouchers = 未用代金券
card-payable = 应付商户
card-receivable = 减：商户应退
card-bank = 银行存款
card-deposited = 存放慈善会款项
card-flows = 累计收支
card-donated = 捐赠收入
card-disbursed = 帮扶支出
card-discounts = 优惠补贴
card-expired = 过期退回
owed = 应付商户
owed-none = 目前不欠任何商户款项。
owed-merchant = 商户
owed-settled = 已结算
owed-amount = 应付
to-journal = 查看总流水
to-reports = 查看报表

## 科目和明细账

accounts-kind = 科目类别
accounts-fund = 基金
accounts-spent = 余额为零的代金券（{ $count } 张）
accounts-none = 此时没有这样的科目。请换一个类别、基金或时点。
account = 科目
account-code = 编号
side = 方向
balance = 余额
debit = 借方
credit = 贷方
date = 日期
from = 起
to = 止
contra = 对方科目
summary-column = 摘要
statement-title = 明细账：{ $account }
statement-caption = 按业务日期排列的明细
statement-none = 这一期间没有发生额。
opening = 期初余额
brought-forward = 承前页
carried-forward = 过次页
period-total = 本期合计
first-page = 第一页
next-page = 下一页
reverses = 冲销 { $seq }
reversed-by = 已由 { $seq } 冲销

## 总流水和记录

journal-order = 按入账的先后排列，最近的在前。
journal-any-day = 这张表按入账列示，不受业务日期限制。
journal-none = 没有更早的记录。
number = 记录号
amount = 金额
late = 补记
newer = 较新的记录
older = 较早的记录
record-number = 第 { $seq } 号记录
record-no-postings = 这条记录只登记事项，不涉及金额。
record-committed = 另行保存，此处只留校验值
record-beside = 账中只留其校验值
record-erased = 已删除
record-unknown-resident = 已清除
record-percent-off = 减 { $percent }
record-amount-off = 立减 { $amount } 元
record-eligible-all = 不限
previous-record = 上一条
next-record = 下一条
occurred-at = 业务时间
recorded-at = 入账时间
actor = 经手
leaf-hash = 校验值

## 字段

field-query = 地址
field-as_of = 业务日期
field-as_recorded = 记录号或入账日期
field-fund = 基金
field-merchant = 商户
field-resident = 居民
field-code = 编号
field-state = 状态
field-version = 版本
field-host = 托管慈善会
field-kind = 类别
field-voucher = 用券金额
field-uses = 使用次数上限
field-value = 优惠
field-discount_code = 优惠
field-contact = 联系方式
field-donor = 捐赠人
field-district = 所属区
field-timezone = 时区
field-restricted = 限定性
field-purpose = 用途
field-purposes = 可用用途
field-uscc = 统一社会信用代码
field-joined_on = 加入日期
field-left_on = 退出日期
field-public_title = 对外名称
field-fund_share = 基金承担比例
field-eligible = 适用对象
field-min_spend = 最低消费
field-cap_per_bill = 单笔上限
field-uses_scope = 计次对象
field-uses_period = 计次周期
field-eligibility = 资格
field-expires_on = 券到期日
field-identity = 身份信息
field-particulars = 用途和经办
field-help = 帮扶方式
field-approved = 审批记录
field-granted = 发放记录
field-grant = 代金券
field-share = 其中
field-offset = 抵扣
field-of = 所冲销的记录
field-of_reference = 原单号
field-of_day = 原日期
field-receivable = 商户应退
field-replaced_by = 更正为记录
field-replaces = 更正自记录
field-given_on = 捐赠日期
field-cause = 起因记录
field-reason = 事由
field-officer = 经手人
field-month = 月份
field-lines = 笔数
field-until = 截至记录
field-goes_on_from = 接续对账单
field-in_stead_of = 重开自对账单
field-records_hash = 所列记录的摘要
field-statement = 对账单
field-hash = 所认可内容的摘要
field-invoice = 发票号
field-disputed = 有异议的记录
field-settlement = 付款记录
field-prepared = 经办记录
field-case = 帮扶单号
field-previous = 上一步
field-released = 失效的审批
field-terms = 所审批内容的摘要
field-visit = 走访情况
field-signature = 签收人
field-by = 经手人
field-findings = 核实情况
field-visitors = 走访人
field-instead = 代签人
field-agent = 代办人
field-prepared_by = 经办人
field-approved_by = 审批人
field-approved_before_by = 此前审批人
field-requested_by = 申请人
field-reasons = 事由
field-relation = 关系
field-name_zh = 中文名称
field-name_en = 英文名称
field-grades = 等级数
field-address = 地址
field-agreement = 协议编号
field-consent = 授权依据
field-by_list = 批量核销
field-personal = 个人信息
field-branch = 分店
field-card = 邻里卡
field-device = 收银设备
field-staff = 收银员
field-issue = 发卡次数
field-pairing = 绑定次数
field-blocked = 停用
field-step_off = 停用的步骤
field-posting_days = 公示天数
field-posting_from = 公示首日
field-posting_to = 公示末日
field-objection = 所答复的异议
field-answer = 异议答复
field-minutes_above = 须附会议纪要的金额
field-help_bands = 帮扶审批分档
field-settlement_bands = 结算审批分档
field-approval_number = 第几次审批
field-approvers = 须审批人数
field-asks = 申请事项
field-request = 申请内容
field-proposal = 申请
field-made = 办理记录
field-papers_days = 补办手续天数
field-settle_in_steps = 结算分步办理
field-steps_optional = 各步骤可做可不做
field-second_factor_optional = 仅凭密码登录即可审批与支付
field-role = 角色
field-user = 账号
field-buildings = 楼栋
field-card_daily_cap = 单日用卡上限
field-archive_years = 档案保管年数
field-given = 是否同意
field-erased_records = 清除个人信息的记录数
field-erased_rows = 清除个人信息的登记数
field-evidence = 附件
field-minutes = 会议纪要编号
field-votes_for = 赞成票
field-votes_against = 反对票
field-papers_by = 补办期限
field-urgency = 应急事由
field-duplicate = 再次帮扶的理由
field-held = 存放
field-charge = 费用
field-last_day = 期末日
field-closed = 结账记录
field-reopening = 原因及经办
field-dated_on = 实际日期
field-item = 期初项目
field-quantity = 件数
field-basis = 价值依据
field-values = 价值依据的出处
field-loss = 出账原因
field-receipt = 捐赠票据号
field-donation = 捐赠单号
field-donated = 捐赠记录
field-from_fund = 转出基金
field-to_fund = 转入基金
field-before = 记录号
field-after = 翻页位置
field-format = 格式

field-fault-day = 请填写真实存在的日期（1900 至 2200 年），例如 2026-03-31。
field-fault-moment = 应为日期（2026-03-31）或带时区的时间；入账也可以填记录号。
field-fault-choice = 不在可选范围内，请从列出的选项中选择。
field-fault-choice-of = 请从这些选项中选择：{ $choices }。
field-fault-zone = 请填写时区名称，例如 Asia/Shanghai。
field-fault-masked = 这是打码后的内容。请原样保留，或填写完整的新内容。
field-fault-user = 请填写账号标识：32 位小写十六进制数字。
field-fault-code = 应为 1 至 32 个字母、数字、下划线或连字符。
field-fault-number = 应为 1 以上的整数。
field-fault-order = 截止日期早于起始日期，请对调。
field-fault-required = 此项必填。
field-fault-required-of = 此项必填，请填写其中之一：{ $choices }。
field-fault-unasked = 这里不需要这一项，请去掉。
field-fault-form = 无法识别。请从页面上的链接进入；程序须以 UTF-8 百分号编码书写参数。
field-fault-grade = 只有 disabled（1 至 4）和本社区登记时分级的类别才有等级，其他类别请去掉。
field-fault-month = 请按 YYYY-MM 填写月份，如 2026-09。
field-fault-target = 请以文本填写记录号（如 2602），或“类型/单号”（如 donation/JZ1、disbursement_paid/BF1）。
field-fault-not-listed-of = 这个时点没有此项；GET { $place } 列出全部。
field-fault-not-listed = 没有此项。
field-fault-count-of = 应为 { $least } 至 { $most } 项。
field-fault-range = 应为 { $least } 至 { $most } 的整数。
field-fault-cursor = 请填写上一页给出的“next”，取第一页时请去掉。

## 报表

report = 报表
files = 文件
reports-for-period = 按此期间
signed-made = 制表：
signed-checked = 审核：
signed-sealed = 盖章：
signed-merchant = 商户确认：
signed-on = 日期：
report-choose = 请选择
report-state = 状态
report-choose-merchant = 对账单按商户出具，请先选择商户。
paper-fund = { $name }（{ $code }）
paper-plus = 加：{ $line }
paper-minus = 减：{ $line }
paper-equals = 等于：{ $line }
paper-law = 期初结余加收入合计，减支出合计，等于期末结余。

## 不能回答的请求

fault-home = 回到首页
fault-plain = 清除条件后查看
fault-number = 状态 { $status }，编号 { $id }
fault-told = { $what }。{ $next }
fault-not-found = 没有找到
fault-not-found-next = 地址有误，或所查的内容在这个时点还不存在。请从首页重新进入。
fault-not-found-api = 没有这个地址，或这个时点没有此编号、单号或记录号。全部地址见 /api/v1/openapi.json。
fault-invalid = 填写的内容需要修改
fault-invalid-next = 请按提示修改后再查看。
fault-method = 不支持这种操作
fault-method-next = 请从页面上的按钮或链接进入。
fault-method-api = Allow 标头列出了此地址支持的方法。
fault-too-large = 提交的内容过大
fault-too-large-next = 请分次提交。
fault-second-factor = 需要二次验证
fault-second-factor-next = 办理此事须用第二种方式验证身份。请用动态口令重新登录，或先在账号页设置。
fault-not-allowed = 无此权限
fault-not-allowed-next = 您的角色不能查看或办理此事。如确有需要，请联系本社区的基金管理员。
fault-host = 访问的地址不属于本服务
fault-host-next = 请在本机用 localhost 或 127.0.0.1 打开。
fault-unavailable = 暂时无法回答
fault-unavailable-next = 请稍后重试；缩小期间可以更快得到结果。
fault-away = 账簿暂时无法访问
fault-away-next = 不会丢失任何内容。请在几秒后用同一个键重新发送同样的内容；无论上次结果如何，都只会记一次。
fault-busy = 同时请求过多
fault-busy-next = 请在一秒后用同一个键重新发送同样的内容。
fault-stopping = 服务正在重新启动
fault-stopping-next = 请在几秒后用同一个键重新发送同样的内容；无论上次结果如何，都只会记一次。
fault-bad-request = 请求无法识别
fault-bad-request-next = 请从页面上的链接进入。
fault-bad-request-api = 请只发送一个 Host 标头，地址和内容须完整并采用 UTF-8。
fault-pin-required = 收银台尚无人登录
fault-pin-required-next = 请先输入您的收银密码，再重新操作。
fault-no-counter = 这台设备不是收银台
fault-no-counter-next = 请打开店主出示的链接完成绑定，并输入收银密码。
fault-internal = 系统出现故障
fault-internal-next = 账簿没有改动。请稍后重试；如仍不行，请把下面的编号告诉管理员。
fault-internal-api = 不会只办一半。请稍后用同一个键重试；如仍不行，请把 request_id 告诉管理员。
fault-not-json = 请求内容不是 JSON
fault-not-json-next = 请按接口文档发送一个 JSON 对象。
fault-media-type = 请求内容须为 JSON
fault-media-type-next = 请将内容类型（Content-Type）设为 application/json。
fault-key-required = 缺少幂等键
fault-key-required-next = 请发送 Idempotency-Key：由您自定，每个请求各不相同，重试时保持不变。
fault-key-invalid = 幂等键无法使用
fault-key-invalid-next = 请只发送一个 Idempotency-Key，1 至 64 个字母、数字或符号，不含空格。
fault-condition-required = 未说明更改依据的版本
fault-condition-required-next = 请先读取该条登记，并将其 ETag 作为 If-Match 随更改一并发送。
fault-condition-invalid = 更改依据的版本无法识别
fault-condition-invalid-next = 请按原样发送该条登记的 ETag（如 "10"），或其“changed”所示的数字，只发送一个。
fault-refused = 未办理
field-fault-amount = 请以文本填写金额（元），至多两位小数，如 30.00。
field-fault-percent = 请以文本填写 0 至 100 的百分数，至多四位小数，如 12.5。
field-fault-empty = 请填写取值，或去掉这一项。
field-fault-length = 请填写 1 至 200 个字；用途、理由和情况说明可以写 1000 个字。
field-fault-type = 请按接口文档所示的类型填写。
field-fault-unknown = 没有这个字段，请去掉。
field-fault-twice = 同一字段只能填写一次。
field-fault-category = 请填写资格类别的代码（小写），如 dibao，或本社区登记的类别；等级填在“grade”中。
field-fault-fixed = 此项不能更改。请去掉，或按读到的原样填写。
field-fault-eligibility = 请按接口文档填写，如 dibao，多项用分号隔开。
field-fault-time = 请填写带时差的时间，格式见接口文档。
field-fault-count = 请至少填写一项，并不超过接口文档所示的上限。
field-fault-text = 请填写普通文字，前后不留空格，不含不可见字符。

## 登录

fault-sign-in-needed = 尚未登录
fault-sign-in-needed-next = 请登录后再试。
fault-sign-in-needed-api = 请先用 POST /api/v1/sign-in 登录并带上返回的 Cookie，或在“Authorization”中带上令牌。
fault-sign-in-refused = 登录名或密码不对
fault-sign-in-refused-next = 请核对后重新填写。忘记时请管理员重新发一个链接。
fault-wrong-code = 验证码或密码不对，或已经用过
fault-wrong-code-next = 请核对后再输；二次验证请填写验证器当前显示的验证码，或一个没有用过的备用码。多次输错后，一段时间内不能再试。
fault-token-refused = 令牌无效
fault-token-refused-next = 令牌已撤销、已到期或不存在。社区管理员可以重新生成。
fault-too-many-tries = 尝试次数过多
fault-too-many-tries-next = 请在 { $minutes } 分钟后再试。在曾经登录过的设备上，不受他人尝试的影响。
fault-too-many-requests = 请求过于频繁
fault-too-many-requests-next = 请在 { $seconds } 秒后再试。刚才的请求没有办理。
fault-over = 已经失效，或已经用过
fault-over-next = 请管理员重新发一个链接，或从首页重新进入。
fault-cross-site = 请求不是从本站页面发出的
fault-cross-site-next = 请在本站打开页面，再按一次按钮。
fault-cross-site-api = 浏览器表明请求来自其他网站，或没有表明来源。程序请带令牌，不带 Cookie。
field-fault-password-short = 请至少填写 8 个字符，几个词连在一起便于记忆。
field-fault-password-long = 请最多填写 128 个字符。
field-fault-password-common = 别人很容易先猜到它。请不要用单词、姓名、日期或键盘上相邻的键，可以用几个互不相干的词。
field-fault-login = 请填写 2 至 64 个字符，中间不留空格。
field-fault-taken = 这个登录名已经有人使用，请换一个。
field-fault-password-wrong = 这不是您现在的密码。

sign-in = 登录
sign-in-login = 登录名
sign-in-password = 密码
sign-in-forgotten = 忘记密码时，请管理员重新发一个链接。
sign-in-again = 登录已经结束，刚才填写的内容没有提交，也没有丢失。重新登录后可以接着提交。
resume = 接着提交
resume-how = 刚才没有提交，什么都没有记录。请核对后再提交一次，只会办理一次。
resume-send = 提交
resume-drop = 不提交，回到原来的页面
sign-in-code = 二次验证
sign-in-code-how = 请填写手机验证器上显示的验证码，或一个打印的备用码。
sign-in-code-field = 验证码
sign-in-go-on = 继续
sign-out = 退出登录
welcome = 设置密码
welcome-how = 至少 8 个字符，几个互不相干的词连在一起便于记忆。这个链接只能使用一次。
welcome-over = 这个链接已经失效
welcome-over-next = 链接已经用过，或已经过期。请管理员重新发一个，已经设置过密码的请直接登录。
password-new = 新密码
password-repeat = 再填一次
password-repeat-differs = 两次填写的不一样，请重新填写。
password-keep = 使用这个密码
password-present = 当前密码
password-change = 修改密码
password-change-how = 修改后，其他设备上的登录全部失效。
account-own = 我的账户
account-operator = 系统管理员
sessions = 已登录的设备
session-device = 设备
session-device-unknown = 未知
session-began = 登录时间
session-seen = 最近使用
session-this = 本机
session-end = 退出该设备
sessions-end-others = 退出其他所有设备
second-factor = 二次验证
second-factor-on = 登录时还需填写验证码。备用码剩余 { $left } 个。
second-factor-off = 设置后，仅凭密码不能登录，还需要您的手机。审批人、出纳和系统管理员必须设置。
second-factor-begin = 开始设置
second-factor-renew = 重新设置
second-factor-remove = 取消二次验证
second-factor-set-up = 设置二次验证
second-factor-scan = 请用验证器扫描，例如手机系统自带的验证器或 FreeOTP。
second-factor-picture = 验证器的二维码
second-factor-type = 不能扫描时，请手工输入
second-factor-code = 验证器当前显示的验证码
second-factor-confirm = 确认
second-factor-later = 以后再说
recovery-codes = 备用码
recovery-codes-how = 手机不在身边时，每个备用码可以代替验证码登录一次。请打印本页或抄写下来，与手机分开保管。备用码不会再次显示。
recovery-codes-kept = 已经保管好

## Parts

parts = 页面部件
parts-whole = 这里有几项需要修改。
parts-done = 已办理
parts-waits = 待办理
parts-reversal = 冲销
parts-row = 本周还可用 1 次
parts-row-shut = 7 月 6 日起可用
parts-tick = 已经核对
parts-due = 应收
parts-pay-note = 优惠 12.85，代金券 86.00

## Counter

## Shop

## By list

## Card

## Sheets for the printer
