//! Where a disbursement stands, and which steps lead from there.

use crate::kind::kinds;
use crate::record::RecordKind;

kinds! {
    /// Where a disbursement stands.
    CaseState {
        /// Asked for 已申请.
        Applied = "applied",
        /// The resident was visited 已走访.
        Visited = "visited",
        /// Prepared 已经办.
        Prepared = "prepared",
        /// Looked through 已审核.
        Reviewed = "reviewed",
        /// The money is promised 已审批.
        Approved = "approved",
        /// The money is given 已支付.
        Paid = "paid",
        /// Signed for 已签收.
        Signed = "signed",
        /// Refused 已驳回.
        Rejected = "rejected",
        /// Given up 已取消.
        Cancelled = "cancelled",
        /// What was approved is posted 公示中.
        Posted = "posted",
        /// Someone objected to what is posted 有异议.
        Objected = "objected",
    }
}

impl CaseState {
    /// Whether it is not decided on yet.
    pub(super) const fn is_open(self) -> bool {
        matches!(
            self,
            CaseState::Applied | CaseState::Visited | CaseState::Prepared | CaseState::Reviewed
        )
    }

    /// Whether the money is promised or given: help that whoever pays has to do with.
    #[must_use]
    pub const fn is_approved(self) -> bool {
        self.is_promised() || matches!(self, CaseState::Paid | CaseState::Signed)
    }

    /// Whether the money is promised and not given yet.
    #[must_use]
    pub const fn is_promised(self) -> bool {
        matches!(self, CaseState::Approved | CaseState::Posted | CaseState::Objected)
    }
}

/// Where a disbursement stands after a step; nothing if the step does not begin there.
pub(super) fn after(state: Option<CaseState>, kind: RecordKind) -> Option<CaseState> {
    use CaseState as S;
    use RecordKind as K;
    Some(match (state, kind) {
        (None, K::DisbursementApplied) => S::Applied,
        (Some(S::Applied | S::Visited), K::DisbursementVisited) => S::Visited,
        (None, K::DisbursementPrepared) => S::Prepared,
        // What was left on a voucher when the books began was given before them.
        (None, K::OpeningVoucher) => S::Paid,
        (Some(state), K::DisbursementPrepared) if state.is_open() || state.is_promised() => S::Prepared,
        (Some(S::Prepared), K::DisbursementReviewed) => S::Reviewed,
        (None | Some(S::Prepared | S::Reviewed), K::DisbursementApproved) => S::Approved,
        (Some(state @ (S::Prepared | S::Reviewed)), K::DisbursementApprovedInPart) => state,
        (Some(S::Approved), K::DisbursementPosted) => S::Posted,
        (Some(S::Posted | S::Objected), K::DisbursementObjected) => S::Objected,
        (Some(S::Objected), K::DisbursementAnswered) => S::Posted,
        (Some(S::Approved | S::Posted), K::DisbursementPaid) => S::Paid,
        (Some(S::Paid), K::DisbursementSigned) => S::Signed,
        (Some(state), K::DisbursementRejected) if state.is_open() => S::Rejected,
        (Some(state), K::DisbursementCancelled) if state.is_open() || state.is_promised() => S::Cancelled,
        (Some(S::Paid), K::Reversal) => S::Approved,
        _ => return None,
    })
}

/// Whether a step takes back what was promised before.
pub(super) const fn releases(kind: RecordKind) -> bool {
    matches!(
        kind,
        RecordKind::DisbursementApplied | RecordKind::DisbursementPrepared | RecordKind::DisbursementCancelled
    )
}
