### Words of pages and API. No exclamation marks, no apologies; first what is wrong, then the next step.

brand = Xiaonuan
skip = Skip to content
nav = Books
nav-overview = Overview
nav-accounts = Accounts
nav-journal = Journal
nav-reports = Reports
nav-api = API
nav-account = Account
nav-display = Display
nav-shop = Shop
nav-lists = Lists
nav-sheets = Cards and vouchers
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

## Display

display-size = Type
display-size-normal = Normal
display-size-large = Large
display-theme = Light and dark
display-theme-system = As the system
display-theme-light = Light
display-theme-dark = Dark
display-keep = Use

## Communities

communities = Communities
communities-none = No books yet
communities-none-next = First import a community from a folder: run this in a terminal, then reload this page.
communities-none-folder = FOLDER
communities-no-pages = What your role does has no pages yet: it is done through the API.
communities-second-factor = Set up a second factor under Account: until then some of your roles do not count.

## Overview

all-funds = All funds
restricted = Restricted
unrestricted = Unrestricted
overview-none = No funds yet
overview-none-next = Balances appear here once a fund is registered.
card-stands = What the money at the bank is for
card-stands-deposited = What the money with the host charity is for
card-available = Available
card-encumbered = Approved, unpaid
card-vouchers = Vouchers unspent
card-payable = Owed to merchants
card-receivable = Less: to be given back by merchants
card-bank = Bank
card-deposited = Deposited with the host charity
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
record-beside = Only its check value is in the journal
record-erased = Erased
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
field-by = By
field-findings = What was found
field-visitors = Who went
field-instead = Signed in their stead by
field-agent = Agent
field-prepared_by = Prepared by
field-approved_by = Approved by
field-approved_before_by = Approved before by
field-requested_by = Asked for by
field-reasons = Reasons
field-relation = Relation
field-name_zh = Name in Chinese
field-name_en = Name in English
field-grades = Grades
field-address = Address
field-agreement = Agreement
field-consent = Consent
field-by_list = Claims by list
field-personal = Personal details
field-branch = Branch
field-card = Card
field-device = Device
field-staff = At the counter
field-issue = Issue
field-pairing = Pairing
field-blocked = Blocked
field-step_off = Switched off
field-posting_days = Days of posting
field-posting_from = Posted from
field-posting_to = Posted to
field-objection = Objection
field-answer = What was found
field-minutes_above = Minutes above
field-help_bands = Approvers of help by amount
field-settlement_bands = Approvers of settlements by amount
field-approval_number = Approval no.
field-approvers = Approvers needed
field-asks = Asks for
field-request = Request
field-proposal = Proposal
field-made = Recorded as
field-papers_days = Days for missing papers
field-settle_in_steps = Settlements in steps
field-steps_optional = No step is required
field-second_factor_optional = Approving and paying by password alone
field-role = Role
field-user = Account
field-buildings = Buildings
field-card_daily_cap = Most through cards a day
field-archive_years = Years in the archive
field-given = Given
field-erased_records = Records whose personal values were erased
field-erased_rows = Other rows of registers that were erased
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
field-fault-masked = This is masked. Leave it as it was shown, or give the whole of what is new.
field-fault-user = Give the account’s identifier: 32 lower-case hexadecimal digits.
field-fault-code = Give 1 to 32 letters, digits, underscores or hyphens.
field-fault-number = Give a whole number from 1.
field-fault-order = The last day is before the first; swap them.
field-fault-required = This is needed; give it.
field-fault-required-of = This is needed; give one of: { $choices }.
field-fault-unasked = It is not asked for here; leave it out.
field-fault-form = This cannot be read. Follow a link on a page; a program writes parameters percent-encoded in UTF-8.
field-fault-grade = Only disabled (1 to 4) and categories that the community registered with grades have one; leave it out for others.
field-fault-month = Give a month as YYYY-MM, such as 2026-09.
field-fault-target = Give a text: a record’s number such as "2602", or its kind and reference such as "donation/JZ1" or "disbursement_paid/BF1".
field-fault-not-listed-of = Nothing of this name is there at this time; GET { $place } lists what there is.
field-fault-not-listed = Nothing of this name is there.
field-fault-count-of = Give a list of { $least } to { $most }.
field-fault-range = Give a whole number from { $least } to { $most }.
field-fault-cursor = Give it as “next” of the page before gave it, or leave it out for the first page.

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
report-state = State
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
fault-told = { $what }. { $next }
fault-not-found = Not found
fault-not-found-next = The address is wrong, or there was no such thing at this time. Begin again from the start.
fault-not-found-api = There is no such address, or nothing of this code, reference or number at this time. All addresses stand in /api/v1/openapi.json.
fault-invalid = Something needs to be changed
fault-invalid-next = Change what is listed here and try again.
fault-method = This cannot be done here
fault-method-next = Follow a button or link on a page.
fault-method-api = The Allow header lists the methods of this address.
fault-too-large = Too much at once
fault-too-large-next = Send it in several parts.
fault-second-factor = A second factor is needed
fault-second-factor-next = This needs a second way of showing who you are. Sign in with a one-time code, or set one up on your account’s page.
fault-not-allowed = Not allowed
fault-not-allowed-next = None of your roles may see or do this. Ask the community’s fund administrator if you need to.
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
fault-bad-request-api = Send one Host header, and an address and a body that are whole and in UTF-8.
fault-pin-required = Nobody stands at this counter
fault-pin-required-next = Give your PIN first, then do it again.
fault-no-counter = This is no counter
fault-no-counter-next = Open the link that the shop's owner shows, and give your PIN.
fault-internal = Something failed
fault-internal-next = The books have not changed. Try again later; if it fails again, tell the administrator the number below.
fault-internal-api = Nothing was done by halves. Ask again under the same key later; if it fails again, tell the administrator the request_id.
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
fault-condition-invalid = What the change is based on cannot be read
fault-condition-invalid-next = Send the row’s ETag as it was given, such as "10", or the number that the row shows as “changed”; one alone.
fault-refused = It was not done
field-fault-amount = Give an amount in yuan as a text with at most two decimals, such as "30.00".
field-fault-percent = Give a percentage from 0 to 100 as a text with at most four decimals, such as "12.5".
field-fault-empty = Give it a value, or leave it out.
field-fault-length = Give between 1 and 200 characters; purposes, reasons and findings may have 1,000.
field-fault-type = Give the type that the API's document shows.
field-fault-unknown = There is no such field; leave it out.
field-fault-twice = Give the field once.
field-fault-category = Give the code of a category in lower case, such as dibao, or one that the community registered; a grade stands in the field “grade”.
field-fault-fixed = This never changes. Leave it out, or send it as it was read.
field-fault-eligibility = Give it as the API's document shows, such as all, dibao or disabled:1-2, several separated by semicolons.
field-fault-time = Give a time with its offset, such as 2026-03-31T14:30:00+08:00.
field-fault-count = Give at least one and no more than the API's document allows.
field-fault-text = Give plain text without spaces around it and without invisible characters.

## Signing in

fault-sign-in-needed = Nobody is signed in
fault-sign-in-needed-next = Sign in and try again.
fault-sign-in-needed-api = Sign in by POST /api/v1/sign-in and send its cookie, or send “Authorization: Bearer” with a token.
fault-sign-in-refused = The name or the password is wrong
fault-sign-in-refused-next = Check both and try again. Whoever forgot them asks the administrator for a new link.
fault-wrong-code = The code or PIN is wrong, or was used before
fault-wrong-code-next = Check what was typed; of a second factor, give the code that the authenticator shows now, or a printed one that was not used. After several wrong tries nobody may try for a while.
fault-token-refused = This token is not accepted
fault-token-refused-next = It was revoked, has ended, or was never made. Whoever runs the community can make another.
fault-too-many-tries = Too much was tried
fault-too-many-tries-next = Try again in { $minutes } min. Where you signed in before, you are not kept waiting by what others try.
fault-too-many-requests = Too much at once
fault-too-many-requests-next = Try again in { $seconds } s. What was asked was not done.
fault-over = This has ended, or was used before
fault-over-next = Ask the administrator for a new link, or begin again from the start.
fault-cross-site = This was not asked from a page of ours
fault-cross-site-next = Open the page here and press its button again.
fault-cross-site-api = A browser says that another site asked for it, or does not say who did. Programs send a token and no cookie.
field-fault-password-short = Give at least 8 characters; several words are easy to remember.
field-fault-password-long = Give at most 128 characters.
field-fault-password-common = Others would try this early. Choose something that is no word, name, date or row of keys, or several words that do not belong together.
field-fault-login = Give 2 to 64 characters without spaces.
field-fault-taken = Somebody has this name already; choose another.
field-fault-password-wrong = This is not your password.

sign-in = Sign in
sign-in-login = Name to sign in with
sign-in-password = Password
sign-in-forgotten = Whoever forgot the password asks the administrator for a new link.
sign-in-again = You had been signed out. What you filled in was not sent and is not lost: sign in again to send it.
resume = Send it now
resume-how = It was not sent, and nothing was recorded. Check it and send it; it is done once.
resume-send = Send
resume-drop = Back to the page without sending
sign-in-code = Second factor
sign-in-code-how = Give the code that the authenticator on your phone shows, or one of your printed codes.
sign-in-code-field = Code
sign-in-go-on = Go on
sign-out = Sign out
welcome = Choose a password
welcome-how = At least 8 characters; several words that do not belong together are easy to remember. This link can be used once.
welcome-over = This link cannot be used any more
welcome-over-next = It was used, or its time is over. Ask the administrator for a new one; whoever used it already signs in.
password-new = New password
password-repeat = The same once more
password-repeat-differs = Both are to be the same; type them again.
password-keep = Keep this password
password-present = Present password
password-change = Change the password
password-change-how = All your other sessions end by it.
account-own = Your account
account-operator = System administrator
sessions = Where you are signed in
session-device = Device
session-device-unknown = Unknown
session-began = Since
session-seen = Last seen
session-this = here
session-end = Sign out there
sessions-end-others = Sign out everywhere else
second-factor = Second factor
second-factor-on = When you sign in you are asked for a code as well. Printed codes left: { $left }.
second-factor-off = With a second factor, whoever knows your password cannot sign in without your phone. Approvers, cashiers and system administrators need one.
second-factor-begin = Set it up
second-factor-renew = Set it up anew
second-factor-remove = Take it away
second-factor-set-up = Set the second factor up
second-factor-scan = Scan this with an authenticator, such as the one of your phone’s system or FreeOTP.
second-factor-picture = QR code for the authenticator
second-factor-type = If it cannot be scanned, type this:
second-factor-code = The code that it shows now
second-factor-confirm = Confirm
second-factor-later = Later
recovery-codes = Your printed codes
recovery-codes-how = If the phone is gone, each of these signs you in once instead of its code. Print this page or write them down, and keep them apart from the phone. They are not shown again.
recovery-codes-kept = I have kept them

## Parts

parts = Parts of pages
parts-whole = Some of it needs changing.
parts-done = Done
parts-waits = Waiting
parts-reversal = Reversal
parts-row = Once more this week
parts-row-shut = From 6 July
parts-tick = I have checked it
parts-due = Due
parts-pay-note = Discount 12.85, voucher 86.00

## Counter

## Shop

## By list

## Card

## Sheets for the printer
