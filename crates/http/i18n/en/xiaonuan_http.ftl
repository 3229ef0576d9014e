### Words of pages and API. No exclamation marks, no apologies; first what is wrong, then the next step.

brand = Xiaonuan
skip = Skip to content
nav = Books
nav-overview = Overview
nav-accounts = Accounts
nav-journal = Journal
nav-reports = Reports
nav-api = API
other-language = 中文
crumbs = Where you are
pages = Pages
all = All
total = Total
list-separator = {"; "}

## Names

account-of = { $account }: { $party }
summary = { $kind } { $reference }
summary-of = { $kind } { $reference }, { $resident }

## As of when

view = As of { $time }, up to record { $seq }
view-change = Another time
view-now = Back to now
view-as-of = Business day
view-as-recorded = Record number or day of recording
view-show = Show

## Communities

communities = Communities
communities-none = No books yet
communities-none-next = First import a community from a folder: run this in a terminal, then reload this page.
communities-none-folder = FOLDER

## Overview

all-funds = All funds
restricted = Restricted
unrestricted = Unrestricted
overview-none = No funds yet
overview-none-next = Balances appear here once a fund is registered.
card-stands = What the money at the bank is for
card-available = Available
card-encumbered = Approved, unpaid
card-vouchers = Vouchers unspent
card-payable = Owed to merchants
card-bank = Bank
card-flows = Since the beginning
card-donated = Donated
card-disbursed = Disbursed
card-discounts = Discounts
card-expired = Expired
owed = Owed to merchants
owed-none = No merchant is owed anything.
owed-merchant = Merchant
owed-settled = Settled
owed-amount = Owed
to-journal = See the journal
to-reports = See the reports

## Accounts and statements

accounts-kind = Kind
accounts-fund = Fund
accounts-spent = Vouchers with nothing left ({ $count })
accounts-none = There are no such accounts at this time. Choose another kind, fund or time.
account = Account
account-code = Code
side = Side
balance = Balance
debit = Debit
credit = Credit
date = Date
from = From
to = To
contra = Contra account
summary-column = Summary
statement-title = Statement: { $account }
statement-caption = Entries in order of business day
statement-none = Nothing moved in this period.
opening = Opening balance
brought-forward = Brought forward
carried-forward = Carried forward
period-total = Total of the period
first-page = First page
next-page = Next page
reverses = Reverses { $seq }
reversed-by = Reversed by { $seq }

## Journal and records

journal-order = In order of recording, latest first.
journal-any-day = This list goes by recording and is not limited to a business day.
journal-none = There are no earlier records.
number = No.
amount = Amount
late = Late entry
newer = Newer records
older = Older records
record-number = Record { $seq }
record-no-postings = This record registers something and moves no money.
record-committed = Kept elsewhere; only a check value stands here
record-unknown-resident = Erased
record-percent-off = { $percent } off
record-amount-off = { $amount } yuan off
record-eligible-all = Everyone
previous-record = Previous
next-record = Next
occurred-at = Happened
recorded-at = Recorded
actor = By
leaf-hash = Check value

## Fields

field-query = Address
field-as_of = Business day
field-as_recorded = Record number or day of recording
field-fund = Fund
field-merchant = Merchant
field-resident = Resident
field-code = Code
field-state = State
field-version = Version
field-host = Host charity
field-kind = Kind
field-voucher = Paid by voucher
field-uses = Most uses
field-value = Discount
field-discount_code = Discount offer
field-contact = Contact
field-donor = Donor
field-district = District
field-timezone = Time zone
field-restricted = Restricted
field-purpose = Purpose
field-purposes = May be spent on
field-uscc = Unified social credit code
field-joined_on = Joined
field-left_on = Left
field-public_title = Public name
field-fund_share = Fund's share
field-eligible = Open to
field-min_spend = Minimum spend
field-cap_per_bill = Most per bill
field-uses_scope = Uses counted for
field-uses_period = Uses counted per
field-eligibility = Eligibility
field-expires_on = Good until
field-identity = Identity
field-particulars = Purpose and officers
field-help = Kind of help
field-approved = Approved in
field-granted = Granted in
field-grant = Voucher
field-share = Of which
field-offset = Taken off
field-of = Takes back
field-of_reference = Its reference
field-of_day = Its day
field-receivable = To be given back
field-replaced_by = Entered again in
field-replaces = Stands for
field-given_on = Given on
field-cause = Because of
field-reason = Reason
field-officer = By
field-month = Month
field-lines = Lines
field-until = Up to record
field-goes_on_from = Goes on from
field-in_stead_of = In stead of
field-records_hash = Hash of its records
field-statement = Statement
field-hash = Hash of what was agreed to
field-invoice = Invoice
field-disputed = Disputed record
field-settlement = Paid in
field-prepared = Prepared in
field-case = Disbursement
field-previous = Step before
field-released = Approval no longer good
field-terms = Hash of what is approved
field-visit = Visit
field-signature = Signed by
field-relation = Relation
field-name_zh = Name in Chinese
field-name_en = Name in English
field-grades = Grades
field-address = Address
field-agreement = Agreement
field-consent = Consent
field-personal = Personal details
field-branch = Branch
field-step_off = Switched off
field-posting_days = Days of posting
field-minutes_above = Minutes above
field-papers_days = Days for missing papers
field-evidence = Files
field-minutes = Number of the minutes
field-votes_for = Votes for
field-votes_against = Votes against
field-papers_by = Papers due on
field-urgency = Why it could not wait
field-duplicate = Why again
field-held = Kept
field-charge = Charge
field-last_day = Last day
field-closed = Closed in
field-reopening = Reason and officers
field-dated_on = True day
field-item = Opening item
field-quantity = Pieces
field-basis = Value rests on
field-values = Papers on the value
field-loss = Why written off
field-receipt = Receipt of the donor
field-donation = Donation
field-donated = Given in
field-from_fund = From fund
field-to_fund = To fund
field-before = Record number
field-after = Place in the list
field-format = Format

field-fault-day = Give a day that exists, of the years 1900 to 2200, such as 2026-03-31.
field-fault-moment = Give a day (2026-03-31) or a time with its offset; for recording also a record number.
field-fault-choice = Choose one of the options listed.
field-fault-choice-of = Choose one of: { $choices }.
field-fault-zone = Give a time zone by its name, such as Asia/Shanghai.
field-fault-code = Give 1 to 32 letters, digits, underscores or hyphens.
field-fault-number = Give a whole number from 1.
field-fault-order = The last day is before the first; swap them.
field-fault-required = This is needed; give it.
field-fault-unasked = It is not asked for here; leave it out.
field-fault-form = This cannot be read; follow a link on a page.

## Reports

report = Report
files = Files
reports-for-period = For this period
signed-made = Prepared by:
signed-checked = Reviewed by:
signed-sealed = Seal:
signed-merchant = Confirmed by the merchant:
signed-on = Date:
report-choose = Choose
report-choose-merchant = A statement is of one merchant. Choose which.
paper-fund = { $name } ({ $code })
paper-plus = Plus: { $line }
paper-minus = Less: { $line }
paper-equals = Equals: { $line }
paper-law = Opening balance plus total income less total expenditure is the closing balance.

## Requests that cannot be answered

fault-home = To the start
fault-plain = Show it without these
fault-number = Status { $status }, number { $id }
fault-not-found = Not found
fault-not-found-next = The address is wrong, or there was no such thing at this time. Begin again from the start.
fault-invalid = Something needs to be changed
fault-invalid-next = Change what is listed here and try again.
fault-method = This cannot be done here
fault-method-next = Follow a button or link on a page.
fault-too-large = Too much at once
fault-too-large-next = Send it in several parts.
fault-host = This service is not at that address
fault-host-next = Open it on this machine as localhost or 127.0.0.1.
fault-unavailable = No answer for now
fault-unavailable-next = Try again in a moment; a shorter period is answered sooner.
fault-away = The books cannot be reached for now
fault-away-next = Nothing is lost. Send the same again under the same key in a few seconds; it is done once, whatever happened to the first.
fault-busy = Too much at once
fault-busy-next = Send the same again under the same key in a second.
fault-stopping = The service is being restarted
fault-stopping-next = Send the same again under the same key in a few seconds; it is done once, whatever happened to the first.
fault-bad-request = The request cannot be read
fault-bad-request-next = Follow a link on a page.
fault-internal = Something failed
fault-internal-next = The books have not changed. Try again later; if it fails again, tell the administrator the number below.
fault-not-json = The body is not JSON
fault-not-json-next = Send one JSON object as the API's document shows it.
fault-media-type = The body must be JSON
fault-media-type-next = Send it with Content-Type: application/json.
fault-key-required = A key is missing
fault-key-required-next = Send Idempotency-Key, a text of your choice that is new for each request and the same when you try it again.
fault-key-invalid = The key cannot be used
fault-key-invalid-next = Send one Idempotency-Key of 1 to 64 letters, digits or signs without spaces.
fault-condition-required = It is not said what the change is based on
fault-condition-required-next = Read the row, and send its ETag as If-Match with the change.
fault-refused = It was not done
field-fault-amount = Give an amount in yuan as a text with at most two decimals, such as "30.00".
field-fault-percent = Give a percentage from 0 to 100 as a text with at most two decimals, such as "12.5".
field-fault-length = Give between 1 and 200 characters; purposes, reasons and findings may have 1,000.
field-fault-type = Give the type that the API's document shows.
field-fault-unknown = There is no such field; leave it out.
field-fault-twice = Give the field once.
field-fault-eligibility = Give it as the API's document shows, such as disabled:1-2 or dibao.
field-fault-time = Give a time with its offset, such as 2026-03-31T14:30:00+08:00.
field-fault-count = Give at least one and no more than the API's document allows.
field-fault-text = Give plain text without spaces around it and without invisible characters.
