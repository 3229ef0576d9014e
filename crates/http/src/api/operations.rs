//! What is recorded by a POST of a body: events and the first registers.

use super::ask::{
    CashDeposit, CashWithdrawal, Charge, Claim, Confirmation, Correction, Disbursement, Discount, Dispute, Donation,
    DonationReturn, Erasure, Fund, Interest, Merchant, OpeningBalance, Payment, PeriodClosing, PeriodReopening,
    Preparation, Resident, Reversal, Sending, Settlement, SettlementApproval, Statement, StatementApproval, Transfer,
};
use super::write::{Desk, Recorded, Reply, WriteQuery, operation};
use crate::body::ValidBody;
use crate::fault::{Fault, Problem};

operation! {
    /// Records a donation of money.
    donate(Donation) at "/api/v1/communities/{community}/donations" in "events" as "donate"
}
operation! {
    /// Records help that was approved and given at once, where the community asks for no steps before; else begin a case.
    disburse(Disbursement) at "/api/v1/communities/{community}/disbursements" in "events" as "disburse"
}
operation! {
    /// Records what a resident's bill was paid down by.
    redeem(Claim) at "/api/v1/communities/{community}/redemptions" in "events" as "redeem"
}
operation! {
    /// Pays a merchant what the funds owe.
    settle(Settlement) at "/api/v1/communities/{community}/settlements" in "events" as "settle"
}
operation! {
    /// Records money taken from the bank into hand.
    withdraw_cash(CashWithdrawal) at "/api/v1/communities/{community}/cash-withdrawals" in "events" as "withdrawCash"
}
operation! {
    /// Records money in hand paid into the bank.
    deposit_cash(CashDeposit) at "/api/v1/communities/{community}/cash-deposits" in "events" as "depositCash"
}
operation! {
    /// Records interest that came in.
    interest(Interest) at "/api/v1/communities/{community}/interest" in "events" as "recordInterest"
}
operation! {
    /// Records a charge or fee that was paid.
    charge(Charge) at "/api/v1/communities/{community}/charges" in "events" as "recordCharge"
}
operation! {
    /// Gives back a donation, or some of it.
    return_donation(DonationReturn) at "/api/v1/communities/{community}/donation-returns" in "events" as "returnDonation"
}
operation! {
    /// Moves money between two unrestricted funds.
    transfer(Transfer) at "/api/v1/communities/{community}/transfers" in "events" as "transfer"
}
operation! {
    /// Says what a fund had or owed when its books began.
    open_balance(OpeningBalance) at "/api/v1/communities/{community}/opening-balances" in "events" as "openBalance"
}
operation! {
    /// Closes a month or a year. What is dated into it later is booked on the first open day.
    close_period(PeriodClosing) at "/api/v1/communities/{community}/closings" in "events" as "closePeriod"
}
operation! {
    /// Opens the period again that was closed last.
    reopen_period(PeriodReopening) at "/api/v1/communities/{community}/reopenings" in "events" as "reopenPeriod"
}
operation! {
    /// Takes back an event of money or goods, by its record or its reference. A statement has steps instead, and help that is
    /// approved but not paid is cancelled.
    reverse(Reversal) at "/api/v1/communities/{community}/reversals" in "events" as "reverse"
}
operation! {
    /// Takes a donation back and enters it again, both or neither.
    correct(Correction) at "/api/v1/communities/{community}/corrections" in "events" as "correct"
}
operation! {
    /// Draws up a merchant's statement of a month.
    draw_up_statement(Statement) at "/api/v1/communities/{community}/statements" in "events" as "drawUpStatement"
}
operation! {
    /// Records that a statement was given to the merchant.
    send_statement(Sending) at "/api/v1/communities/{community}/statement-sendings" in "events" as "sendStatement"
}
operation! {
    /// Records that the merchant agreed, under its invoice.
    confirm_statement(Confirmation) at "/api/v1/communities/{community}/statement-confirmations" in "events" as "confirmStatement"
}
operation! {
    /// Records that the merchant disagreed about some lines.
    dispute_statement(Dispute) at "/api/v1/communities/{community}/statement-disputes" in "events" as "disputeStatement"
}
operation! {
    /// Approves a confirmed statement: someone other than who drew it up.
    approve_statement(StatementApproval) at "/api/v1/communities/{community}/statement-approvals" in "events" as "approveStatement"
}
operation! {
    /// Prepares a settlement.
    prepare_settlement(Preparation) at "/api/v1/communities/{community}/settlement-preparations" in "events" as "prepareSettlement"
}
operation! {
    /// Approves exactly what was prepared: a second person.
    approve_settlement(SettlementApproval) at "/api/v1/communities/{community}/settlement-approvals" in "events" as "approveSettlement"
}
operation! {
    /// Pays what was approved: a third person.
    pay_settlement(Payment) at "/api/v1/communities/{community}/settlement-payments" in "events" as "paySettlement"
}
operation! {
    /// Registers a fund.
    register_fund(Fund) at "/api/v1/communities/{community}/funds" in "registers" as "registerFund"
}
operation! {
    /// Registers a merchant.
    register_merchant(Merchant) at "/api/v1/communities/{community}/merchants" in "registers" as "registerMerchant"
}
operation! {
    /// Registers a discount.
    register_discount(Discount) at "/api/v1/communities/{community}/discounts" in "registers" as "registerDiscount"
}
operation! {
    /// Registers a resident.
    register_resident(Resident) at "/api/v1/communities/{community}/residents" in "registers" as "registerResident"
}
operation! {
    /// Erases what is known of a resident, once the books need not say any more who they were. It cannot be taken back.
    erase_resident(Erasure) at "/api/v1/communities/{community}/erasures" in "registers" as "eraseResident"
}
