### Xiaonuan's words. Short, of the trade, no technical codes.

## Refusals: first what is wrong, then what would be right. The -with form is used when all its facts are known.

refusal-invalid-code = The code is not in its form. Use 1 to 32 letters, digits, underscores or hyphens.
refusal-invalid-date = The date is not in its form. Use a real day, written like 2026-06-25.
refusal-invalid-time = The time is not in its form. Write it like 2026-06-25T08:38:48+08:00.
refusal-invalid-number = The number is not in its form. A share is 0 to 100 with at most four decimals; a count is a whole number from 1.
refusal-invalid-kind = This is none of the choices. Choose one that is listed.
refusal-invalid-eligibility = The eligibility is not in its form. Write it like dibao@2026-01-01..2026-12-31, several separated by semicolons.
refusal-invalid-amount = The amount is not in its form. Use yuan above zero with at most two decimals and no commas.
refusal-text-too-long = The text is too long. Shorten it.
refusal-text-too-long-with = The text is too long. Use at most { $most } characters.
refusal-duplicate-code = This code is registered with other contents. Choose another code, or check the registered one.
refusal-ref-conflict = This reference is recorded with other contents. Choose another reference, or check the record.
refusal-idempotency-key-reused = This key was sent before with another body. Send the same body again to get its answer, or a new key for something new.
refusal-future-date = The date is after now. Record it once it has happened.
refusal-invalid-uscc = The unified social credit code is wrong. It has 18 characters and a check character; compare it with the licence.
refusal-invalid-id-number = The identity number is wrong. It has 18 characters, a birth date and a check digit; compare it with the card.
refusal-duplicate-resident = This identity number is registered under another resident code. Use that code.
refusal-fund-required = A share is borne by a fund, but no fund is given. Name the fund, or set the share to 0.
refusal-unknown-fund = There is no such fund. Check the fund code.
refusal-unknown-fund-with = There is no fund “{ $fund }”. Check the fund code.
refusal-unknown-merchant = There is no such merchant. Check the merchant code.
refusal-unknown-merchant-with = There is no merchant “{ $merchant }”. Check the merchant code.
refusal-unknown-resident = There is no such resident. Check the resident code.
refusal-unknown-resident-with = There is no resident “{ $resident }”. Check the resident code.
refusal-unknown-discount = This merchant has no such discount. Check the discount code.
refusal-unknown-discount-with = This merchant has no discount “{ $discount }”. Check the discount code.
refusal-purpose-not-allowed = The fund may not be spent on this purpose. Use one of its purposes, or another fund.
refusal-purpose-not-allowed-with = The fund may not be spent on this purpose. Its purposes are: { $allowed }.
refusal-already-expired = The voucher ends before it is granted. Let it end on that day or later.
refusal-self-approval = One person prepared and approved this. Have someone else approve it.
refusal-not-eligible = No eligibility counts on the day. Check the eligibility and its dates.
refusal-not-eligible-with = No eligibility counts on { $day }. Check the eligibility and its dates.
refusal-fund-insufficient = The fund has too little available. Reduce the amount, or wait for donations.
refusal-fund-insufficient-with = Fund { $fund } has { $left } yuan available, less than { $needed } yuan. Reduce the amount, or wait for donations.
refusal-bank-insufficient = The fund has too little at the bank. Reduce the amount, or wait for money to arrive.
refusal-bank-insufficient-with = Fund { $fund } has { $left } yuan at the bank, less than { $needed } yuan. Reduce the amount, or wait for money to arrive.
refusal-exceeds-payable = This is more than the merchant is owed. Compare it with the statement.
refusal-exceeds-payable-with = This is more than the merchant is owed, which is { $owed } yuan. Compare it with the statement.
refusal-nothing-payable = The merchant is owed nothing, so there is nothing to settle.
refusal-nothing-claimed = Neither a discount nor a voucher is asked for. Give at least one.
refusal-merchant-not-active = The merchant was not in the alliance on the day. Check the date and when the merchant joined and left.
refusal-merchant-not-active-with = The merchant was not in the alliance on { $day }. Check the date and when the merchant joined and left.
refusal-discount-not-active = The discount could not be used on the day: it is not approved, or not valid then. Check its state, its dates and the date of the bill.
refusal-discount-not-active-with = The discount was not valid on the day. It is valid from { $from } to { $to }.
refusal-below-minimum-spend = The bill is below the minimum.
refusal-below-minimum-spend-with = The bill is below the minimum of { $minimum } yuan.
refusal-usage-limit-reached = The uses of this period are used up. Wait for the next period.
refusal-usage-limit-reached-with = The uses allowed, { $most } ({ $period }), are used up.
refusal-discount-budget-exhausted = What is left of the discount's budget cannot bear this. Settle the bill without it, or wait for a new budget.
refusal-discount-budget-exhausted-with = The discount's budget has { $left } yuan left, less than { $needed } yuan. Settle the bill without it, or wait for a new budget.
refusal-voucher-exceeds-due = The voucher money is more than is left to pay. Use less of it.
refusal-voucher-exceeds-due-with = The voucher money is more than the { $due } yuan left to pay. Use less of it.
refusal-voucher-insufficient = The vouchers hold less than this. Use less.
refusal-voucher-insufficient-with = The vouchers hold { $left } yuan, less than { $needed } yuan. Use less.
refusal-changed-meanwhile = Somebody changed it meanwhile. Read it again, and make your change to what it is now.
refusal-changed-meanwhile-with = Somebody changed it meanwhile, by record { $changed }. Read it again, and make your change to what it is now.
refusal-nothing-changed = It is so already. There is nothing to record.
refusal-restriction-fixed = Money was recorded for this fund: whether it is restricted cannot change any more. Register another fund.
refusal-eligibility-fixed = An eligibility that has begun stays on record. It can be extended, or end today at the earliest.
refusal-eligibility-fixed-with = An eligibility that has begun stays on record. It can be extended, or end on { $today } at the earliest.
refusal-state-not-allowed = The discount cannot go to this state from where it stands. The order is draft, offered, approved, suspended, ended.
refusal-terms-backdated = New terms of a discount that was approved cannot begin in the past. Choose today or a later day.
refusal-terms-backdated-with = New terms of a discount that was approved cannot begin in the past. Choose { $today } or a later day.
refusal-amount-too-large = The amount, or a balance with it, is beyond what the books can hold. Check the amount.
refusal-record-too-long = This touches more than one record can hold. Use a smaller amount, and enter it in several parts.
refusal-unknown-record = There is no such record. Check its number, or its kind and reference.
refusal-not-reversible = Records of this kind are not reversed.
refusal-already-reversed = This was reversed already.
refusal-already-reversed-with = This was reversed already, by record { $by }.
refusal-before-original = The correction is dated before what it corrects. Use that day or a later one.
refusal-before-original-with = The correction is dated before what it corrects. Use { $day } or a later day.
refusal-reason-required = No reason is given. Say why in a few words.
refusal-unknown-statement = There is no such statement. Check its reference.
refusal-unknown-settlement = No settlement of this reference was prepared. Check the reference.
refusal-wrong-state = It does not stand where this step begins.
refusal-wrong-state-with = It does not stand where this step begins: it is { $state }.
refusal-statement-open = The merchant has not agreed to the statement before yet. Have that one confirmed first.
refusal-statement-open-with = The merchant has not agreed to statement { $statement } yet. Have that one confirmed first.
refusal-unknown-line = This record is not on the statement. Name records that it lists.
refusal-unknown-line-with = Record { $record } is not on the statement. Name records that it lists.
refusal-invoice-required = No invoice number is given. A statement is confirmed under the number of the merchant's invoice.
refusal-officer-required = It is not said who does this. Give a name.
refusal-same-person = One person may not do two of these steps. Have someone else do this one.
refusal-unknown-disbursement = There is no such disbursement. Correct its reference.
refusal-self-payment = Who pays prepared or approved it. Have a third person pay.
refusal-visitors-required = A visit needs two different people. Give both names.
refusal-approval-stale = What is approved is not what stands prepared now. Have it approved anew.
refusal-duplicate-help = The household was helped for the same purpose in the same month. If it is right, say why.
refusal-duplicate-help-with = The household was helped for the same purpose in the same month by { $reference }. If it is right, say why.
refusal-invalid-evidence = A file needs a name and its SHA-256 in 64 lower-case hexadecimal digits; at most 50 files.
refusal-minutes-required = The number of the minutes and the votes are missing. Give both.
refusal-minutes-required-with = Above { $most } yuan the number of the minutes and the votes are needed. Give both.
refusal-vote-lost = There are not more votes for it than against, so it is not approved.

# Appended when only a later day forbids it
refusal-late = { $message } (It is entered for an earlier day; together with what was recorded for later days it does not hold.)
refusal-column = { $column }: { $message }
refusal-value = { $message } Given was “{ $value }”.
refusal-cell = Expected: { $expected }.
refusal-empty = { $message } The cell is empty.

## Periods

period-total = in total
period-year = in { $year }
period-month = in { $year }-{ $month }
period-week = in week { $week } of { $year }
period-day = on { $day }

## Reports

report-funds = Fund balances
report-merchants = Merchant balances
report-vouchers = Voucher balances
report-redemptions = Redemptions
report-trial-balance = Trial balance
report-general-ledger = General ledger
report-journal = Journal
report-fund-statement = Income and expenditure
report-discount-use = Use of discounts
report-donors = Donations
report-beneficiaries = People helped
report-statement = Merchant statement
report-disclosure = Public disclosure
report-statements = Statements and their state
report-receivables = Receivables from merchants
report-encumbrances = Approved and not yet paid
report-open-papers = Papers to make up for

report-title-of = { $title }: { $subject }
report-community = Community: { $name } ({ $code })
report-as-of = As of: { $time } (UTC offset { $offset })
report-as-recorded = Up to record { $seq }
report-period = Period: { $from } to { $to }
report-filter = { $column }: { $value }
report-total = Total
report-empty = No records
report-rows = Rows: { $count }
report-unit = Amounts in yuan
report-about = About

note-person-once = A person of several categories counts in each of them, and once in the total.
note-aggregates-only = Sums only; nothing here is about a single person.
note-small-counts = Numbers of people and times below { $count } are not told, so that nobody can be recognised.
note-management-accounts = These are management accounts; the statutory books are kept by the charity that holds the money.
note-late = The period includes late entries ({ $count }), shown on their business day.
note-reversed = Rows marked “reversed” were taken back by a later record.
remark-vouchers-came-back = Below zero: more vouchers expired unused and came back than were granted.
remark-more-came-back = Below zero: more came back in this period than was given.
remark-more-spent = Below zero: more was spent than came in; earlier money was used.
note-unverified = Account codes not yet verified: { $codes }.

## Why a report cannot be given

report-no-community = There is no community { $code }.
report-no-fund = There is no fund { $code }.
report-no-merchant = There is no merchant { $code }.
report-no-account = There is no account { $code } in the general book.
report-invalid = The parameter { $parameter } is { $value }, but should be { $expected }.
report-missing = The parameter { $parameter } is missing: it should be { $expected }.
report-failed = The database did not answer. Try again later.
expected-time-or-day = a time with its offset or a day, such as 2026-06-25T08:38:48+08:00 or 2026-06-25 (to its end)
expected-number-or-time = a record's number from 1, or a time with its offset, or a day
expected-something-on-record = a time at which something was on record
expected-day = a day of the calendar, such as 2026-06-25
expected-not-before-from = a day not before the first one
expected-nothing = left out, for this report has no such parameter
expected-merchant = a merchant's code
expected-account = an account's number from 1, as the trial balance shows it

## Columns of reports

column-account = Account
column-amount = Amount
column-available = Available
column-balance = Balance
column-bank = Bank
column-bill = Bill
column-bill_payment = Bills paid
column-budget = Budget
column-budget_left = Budget left
column-cash = Cash
column-category = Category
column-closing = Closing
column-closing_side = Closing side
column-code = Code
column-contra = Contra account
column-credit = Credit
column-date = Date
column-debit = Debit
column-disbursed = Disbursed
column-discount = Discount
column-discount_borne = Discounts borne
column-discount_code = Discount code
column-discounts = Discounts
column-donated = Donated
column-donor = Donor
column-donor_kind = Donor kind
column-due_from_resident = To collect
column-encumbered = Approved, unpaid
column-expired = Expired
column-from = From
column-fund = Fund
column-fund_part = Fund's part
column-households = Households
column-kind = Kind
column-line = Item
column-merchant = Merchant
column-merchant_part = Merchant's part
column-merchant_payable = Owed to merchants
column-method = Method
column-name = Name
column-opening = Opening
column-opening_side = Opening side
column-owed = Newly owed
column-payable = Payable
column-people = People
column-recorded_at = Recorded at
column-ref = Reference
column-resident = Resident
column-residents = Residents
column-reversed_by = Reversed by
column-row = Row
column-seq = Record
column-settled = Settled
column-side = Side
column-summary = Summary
column-time = Time
column-times = Times
column-title = Discount
column-to = To
column-total = Total
column-uses = Uses
column-valid_from = Valid from
column-valid_to = Valid to
column-voucher = Vouchers
column-voucher_outstanding = Vouchers unspent
column-year_to_date = Year to date
column-invoice = Invoice
column-help = Help
column-approved_on = Approved on
column-days = Days
column-paid_on = Paid on
column-paper = Missing
column-papers_by = Due on
column-days_left = Days left
column-lines = Lines
column-month = Month
column-receivable = To be given back
column-state = State

# Columns with another name in one report
column-funds-name = Fund name
column-merchants-name = Merchant name
column-discount-use-name = Merchant name
column-discount-use-bill = Bills
column-redemptions-voucher = Voucher
column-redemptions-reversed_by = Reversed by
column-vouchers-balance = Voucher balance
column-trial-balance-name = Account name
column-trial-balance-account = Account no.
column-journal-name = Account name
column-journal-account = Account no.
column-fund-statement-name = Fund name
column-fund-statement-amount = This period
column-donors-name = Fund name
column-beneficiaries-category = Eligibility
column-beneficiaries-people = People helped
column-beneficiaries-households = Households helped
column-beneficiaries-discount = Discounts
column-statement-voucher = Voucher
column-statement-balance = Owed
column-disclosure-name = Fund name
column-statements-name = Merchant name
column-statements-owed = Owed
column-receivables-name = Merchant name

## Columns of registers and imported files, and those that mean something else than in reports

field-approved_by = Approved by
field-bill_amount = Bill
field-building = Building
field-cap_per_bill = Cap per bill
field-community = Community
field-contact = Contact
field-discount = Discount
field-district = District
field-eligibility = Eligibility
field-eligible = Eligible
field-expires_on = Voucher ends on
field-fund_share = Fund's share
field-household = Household
field-id_number = Identity number
field-joined_on = Joined on
field-kind = Kind
field-left_on = Left on
field-min_spend = Minimum bill
field-phone = Telephone
field-prepared_by = Prepared by
field-public_title = Public title
field-purpose = Purpose
field-purposes = Purposes
field-restricted = Restricted
field-timezone = Time zone
field-uscc = Unified social credit code
field-uses = Most uses
field-uses_period = Uses period
field-uses_scope = Uses counted for
field-value = Value
field-voucher_amount = Voucher

## Rows and summaries

row-entry = Entry
row-opening = Opening balance
row-subtotal = Subtotal
row-month_total = Total of the month
row-year_total = Year to date
row-closing = Closing balance
row-reversed = Reversed
row-reversal = Reversal
row-overall = All funds

wording-summary = { $kind } { $ref }
wording-summary-of = { $kind } { $ref }, { $party }
wording-reversal = Reversal of { $seq }: { $reason }
wording-account-of = { $account }: { $party }
wording-list-separator = {"; "}
count-fewer = fewer than { $count }

## Accounts

account-bank = Bank
account-receivable = Receivables from merchants
account-payable = Payables to merchants
account-voucher = Other payables: vouchers
account-donation = Donation income
account-programme-cash = Programme cost: cash
account-programme-voucher = Programme cost: vouchers
account-programme-bill = Programme cost: bills
account-programme-discount = Programme cost: discounts
account-authorised-donation = Authorised by donations
account-available = Available
account-encumbered = Approved, unpaid
account-spent-help = Spent on help
account-spent-discount = Spent on discounts
account-spent-expired = Expired vouchers
account-discount = Discounts given
account-borne-merchant = Discounts borne by merchant
account-borne-fund = Discounts borne by fund
account-settled = Settled
account-settlements = Settlements
account-uses = Uses

book-general = General
book-budget = Budget
book-memo = Memo
book-usage = Usage

side-debit = Dr
side-credit = Cr
side-flat = Flat

## Income and expenditure

line-opening = Opening surplus
line-donation = Donations
line-income = Total income
line-cash = Cash help
line-voucher = Vouchers
line-bill = Bills paid
line-discount = Discounts
line-expense = Total expenditure
line-change = Surplus of the period
line-closing = Closing surplus

## Records

record-community_registered = Community registered
record-fund_registered = Fund registered
record-merchant_registered = Merchant registered
record-discount_registered = Discount registered
record-resident_registered = Resident registered
record-community_changed = Community changed
record-fund_changed = Fund changed
record-merchant_changed = Merchant changed
record-discount_changed = Discount changed
record-resident_changed = Resident changed
record-donation = Donation
record-disbursement_approved = Disbursement approved
record-disbursement_paid = Disbursement paid
record-redemption = Redemption
record-voucher_expiry = Voucher expiry
record-settlement = Settlement
record-reversal = Reversal
record-statement_drafted = Statement drawn up
record-statement_sent = Statement sent
record-statement_confirmed = Statement confirmed
record-statement_disputed = Statement disputed
record-statement_approved = Statement approved
record-statement_paid = Statement paid
record-settlement_prepared = Settlement prepared
record-settlement_approved = Settlement approved
record-disbursement_applied = Help applied for
record-disbursement_visited = Resident visited
record-disbursement_prepared = Help prepared
record-disbursement_reviewed = Help reviewed
record-disbursement_signed = Help signed for
record-disbursement_rejected = Help refused
record-disbursement_cancelled = Help given up

## Choices

state-draft = drawn up
state-sent = sent
state-confirmed = confirmed
state-disputed = disputed
state-approved = approved
state-paid = paid
state-replaced = replaced
state-prepared = prepared
state-applied = applied for
state-visited = visited
state-reviewed = reviewed
state-signed = signed for
state-rejected = refused
state-cancelled = given up

category-dibao = Subsistence allowance
category-dibao_marginal = Near subsistence allowance
category-tekun = Extreme poverty support
category-hardship = Family in hardship
category-disabled = Disability
category-elderly_alone = Old and living alone
category-none = Other residents

merchant-category-heating = Heating
merchant-category-property = Property management
merchant-category-supermarket = Supermarket
merchant-category-restaurant = Restaurant
merchant-category-pharmacy = Pharmacy
merchant-category-education = Education
merchant-category-care_home = Care home
merchant-category-other = Other

donor-kind-person = Person
donor-kind-organisation = Organisation

method-bank = Bank transfer
method-cash = Cash
method-online = Online

help-cash = Cash
help-voucher = Voucher
help-bill_payment = Bill payment

uses-scope-resident = Resident
uses-scope-household = Household

uses-period-day = Day
uses-period-week = Week
uses-period-month = Month
uses-period-year = Year
uses-period-total = In total
discount-state-draft = Draft
discount-state-offered = Offered
discount-state-approved = Approved
discount-state-suspended = Suspended
discount-state-ended = Ended

reduction-percent = Percent off
reduction-amount_off = Amount off
reduction-waiver = Whole bill

yes = Yes
no = No

## Units

unit-yuan = { $amount } yuan
unit-times = { $count } times
unit-people = { $count } people
unit-records = { $count } records

## The command line

command-of-table = { $accepted } accepted, { $refused } refused
command-summary = { $rows } rows: { $accepted } accepted, { $refused } refused; { $repeated } had been decided before
command-dry-run = This was a dry run: nothing was written to the books.
command-read-why = Run it again with --outcomes FILE to read why each row was refused; that changes nothing.
command-not-xlsx = { $file }: the name of a template ends in .xlsx, such as books.xlsx
command-template = Wrote { $file }. Fill it in, then: xiaonuan import { $file }
command-demo = Wrote { $file }. Load it with: xiaonuan import { $file }
command-loading = Loading the demo community …
command-serving = Xiaonuan serves at { $address }
command-loopback = Only this machine can reach it, and there is no sign-in yet: open the address in a browser here.
command-api = API: { $address }
command-try = Try, in another terminal:
command-stop = Stop with Ctrl-C.
command-checked-community = { $community }: { $records } records, tree root { $root }
command-law-holds = ok
command-law-broken = BROKEN
command-checked = { $checked } checked
command-checked-broken = { $checked } checked, { $broken } broken
command-unread = Not read, since it is the name of no table: { $name }
command-no-file = There is no database at { $path }.
command-nothing-to-check = There is no community in this database: nothing was checked.
command-strays = BROKEN { $rows } rows of { $table } belong to no community
command-expired = { $community }: { $vouchers } vouchers had ended by { $through }; { $amount } yuan returned to their funds
command-expired-none = { $community }: nothing was left on any voucher that had ended by { $through }
command-expired-fund = { $fund }: { $vouchers } vouchers, { $amount } yuan
command-no-community = There is no community { $community }. The communities in this database: { $known }

## What a check looks at

law-numbers = numbers run without a gap
law-hashes = hashes match their records
law-times = times, days and lateness are right
law-commitments = personal values match their commitments
law-zero-sums = records sum to zero per book and fund
law-fund-laws = fund laws hold after every record
law-bounds-recorded = no bound crossed in order of recording
law-bounds-in-time = no bound crossed in business time
law-postings = stored balances are those of the records
law-accounts = accounts are those of the records
law-registers = registers equal their history
law-outcomes = outcomes and records have each other
law-expiries = what was due has expired
law-reversals = reversals are of what they reverse
law-statements = statements and approvals are of what they list

## What a cell should be: follows “Expected:”

cell-code-community = 1 to 32 letters, digits, underscores or hyphens, such as qingzhu
cell-code-fund = 1 to 32 letters, digits, underscores or hyphens, such as xiaonuan
cell-code-merchant = 1 to 32 letters, digits, underscores or hyphens, such as M01
cell-code-discount = 1 to 32 letters, digits, underscores or hyphens, such as D01
cell-code-resident = 1 to 32 letters, digits, underscores or hyphens, such as R0001
cell-code-ref = 1 to 32 letters, digits, underscores or hyphens, such as CLM000001
cell-day = a real day of the years 1900 to 2200, such as 2026-06-25
cell-last-day = a real day of the years 1900 to 2200, such as 2026-12-31, or 9999-12-31 for ever
cell-time = a time with its offset, such as 2026-06-25T08:38:48+08:00
cell-percent = a number from 0 to 100 with at most four decimals, such as 12.5
cell-count = a whole number from 1, such as 2
cell-amount = an amount in yuan with at most two decimals and no commas, such as 1234.50
cell-amount-above-zero = an amount in yuan above zero, with at most two decimals and no commas, such as 5.50
cell-amount-from-zero = an amount in yuan not below zero, with at most two decimals and no commas, such as 20 or 0.50
cell-yes-no = yes or no
cell-merchant-category = one of heating, property, supermarket, restaurant, pharmacy, education, care_home, other
cell-discount-kind = one of percent, amount_off, waiver
cell-uses-scope = one of resident, household
cell-uses-period = one of day, week, month, year, total
cell-donor-kind = one of person, organisation
cell-donation-method = one of bank, cash, online
cell-disbursement-kind = one of cash, voucher, bill_payment
cell-eligibility = a category (dibao, dibao_marginal, tekun, hardship, disabled, elderly_alone) with its days, such as dibao@2026-01-01..2026-12-31; only disabled has a grade, such as disabled:3@2026-01-01..2026-12-31
cell-eligible = all, or categories (dibao, dibao_marginal, tekun, hardship, disabled, elderly_alone) separated by semicolons, such as dibao;disabled:1-2

## Tables that cannot be read: where, what is wrong, what to do

malformed-sheet = sheet { $name }
malformed-no-such-path = { $path }: there is nothing here; give the folder that holds the CSV files, or one .xlsx workbook
malformed-not-readable = { $path }: neither a folder nor an .xlsx workbook; { $remedy }
malformed-no-tables = { $path }: none of the tables is here; name the files community.csv, funds.csv, claims.csv and so on (or 社区.csv, 基金.csv, 核销.csv), the sheets of a workbook alike without .csv
malformed-both-names = { $one } and { $other } are the same table; join them, or remove one of the two
malformed-unopenable = { $file }: cannot be read: { $error }
malformed-not-a-file = { $file }: cannot be read: this is not a file
malformed-workbook = { $path }: this workbook cannot be read: { $error }; open it, save it as .xlsx without a password, and try again
malformed-workbook-too-big = { $path }: the workbook is larger than { $mebibytes } MiB; save each sheet as CSV into a folder, and import that
malformed-workbook-unpacks-too-big = { $path }: unpacked, the workbook is larger than { $mebibytes } MiB; remove what is not needed, or save each sheet as CSV into a folder, and import that
malformed-workbook-too-many = { $path }: the workbook has more texts or styles than can be read; save each sheet as CSV into a folder, and import that
malformed-workbook-damaged = { $path }: this workbook is damaged, what it says of itself cannot be; open it, save it as a new .xlsx, and try again
malformed-sheet-too-big = { $file }: up to this sheet the texts of the workbook are longer than { $mebibytes } MiB; save each sheet as CSV into a folder, and import that
malformed-sheet-places = { $file }: a cell lies beyond where a sheet ends, or rows are out of order; open the workbook, save it as a new .xlsx, and try again
malformed-digits-lost = { $file }, row { $row }, column { $at } ({ $column }): this cell is a number, of which the digits after the 15th are lost; format the column as text, and fill it in again
malformed-workbook-as-csv = { $file }: this is a workbook that was named .csv; give the .xlsx file itself, or save each sheet as CSV
malformed-utf16 = { $file }: this is UTF-16; save it as CSV in UTF-8 (“CSV UTF-8”) or GB 18030
malformed-binary = { $file }, row { $row }: this is binary data (a zero byte), not a text; save the table as CSV again
malformed-encoding = { $file }: neither UTF-8 (a wrong byte in row { $utf8 }) nor GB 18030 (a wrong byte in row { $gb }); save it as “CSV UTF-8”
malformed-broken-utf8 = { $file }, row { $row }: the file begins as UTF-8 but a byte here is not; save it as “CSV UTF-8” again
malformed-no-header = { $file }: row 1 is empty; write the names of the columns there, or remove the table
malformed-not-a-header = { $file }, row 1: no cell is the name of a column; the first row must name the columns, such as { $example }
malformed-delimiter = { $file }, row 1: the cells are separated by { $found }; save the table as CSV with commas
malformed-unknown-column = { $file }, row 1, column { $at }: no column is called “{ $column }”; did you mean “{ $nearest }”?
malformed-doubled-column = { $file }, row 1, column { $at }: “{ $column }” stands here a second time, first in column { $first }; remove one
malformed-long-row = { $file }, row { $row }: { $cells } cells, but row 1 names { $columns } columns; remove the cells at the end, or put quotation marks around a cell that holds a comma
malformed-nameless-column = { $file }, row { $row }, column { $at }: there is something here, but row 1 does not name the column; name it or clear it
malformed-unclosed-quote = { $file }, row { $row }, column { $at }: a quotation mark is opened and never closed; close it, or write "" for one that belongs to the text
malformed-after-quote = { $file }, row { $row }, column { $at }: something follows the closing quotation mark; put the whole cell into quotation marks, and write "" for one that belongs to the text
malformed-row-too-long = { $file }, row { $row }: the row is longer than { $limit } bytes; check that the file is a CSV table with line ends
malformed-too-many-rows = { $file }: more rows than can be counted; split the table
malformed-no-community = community.csv (社区) is missing; it says in one row which community these books are of
malformed-community-rows = { $file }: { $found } rows, but exactly one is needed: the community's code, name, district and time zone
malformed-community-example = { $file }, row { $row }: this is still the example; fill in your community in its place
malformed-community-code = { $file }, row { $row }, column { $column }: “{ $code }” is not a code; use 1 to 32 of A-Z a-z 0-9 _ -, such as qingzhu
malformed-community-text = { $file }, row { $row }, column { $column }: more than { $most } characters; shorten it
malformed-unknown-zone = { $file }, row { $row }, column { $column }: no time zone is called “{ $zone }”; write an IANA name such as Asia/Shanghai
malformed-changed = { $file }: changed while it was read; close it in other programs and import again

remedy-folder = put the CSV files into a folder and give the folder
remedy-save-as-xlsx = open it, save it as .xlsx without a password, and give that file
remedy-folder-or-workbook = give the folder that holds the CSV files, or one .xlsx workbook
delimiter-tab = tabs
delimiter-semicolon = semicolons
delimiter-bar = vertical bars
delimiter-full-comma = full-width commas
delimiter-full-semicolon = full-width semicolons
delimiter-enumeration = enumeration commas
