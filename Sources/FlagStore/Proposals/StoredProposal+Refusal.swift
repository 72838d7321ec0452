// Whether a change may rest on a proposal. RedisStore's Lua says the same.

package import FlagModel

extension StoredProposal {
    /// People who must agree besides the author: one, or what the policy's document says less the author. A restore takes
    /// one, whatever the policy says: who raised the number must not have locked everybody out of what is off.
    package static func approvalsNeeded(for terms: String, underPolicy policy: JSONValue?) -> Int {
        terms.hasPrefix("restore ") ? 1 : Int(clamping: max(2, policy?["approvals"]?.integer ?? 2) - 1)
    }

    /// Why it can be neither voted on, nor taken back, nor carried out; `nil` where it is open.
    package func refusal(now: Int64) -> StoreError? {
        if let end { return proposal.id.ended(end) }
        guard proposal.expiresAt > now else {
            return StoreError(.notApproved, "the proposal \(proposal.id.name) has expired")
        }
        return nil
    }

    /// Why a change with these terms may not rest on it; `nil` where it may.
    package func refusal(to terms: String, needed: Int, now: Int64) -> StoreError? {
        let name = proposal.id.name
        if let refusal = refusal(now: now) { return refusal }
        guard proposal.terms == terms else {
            return StoreError(.notApproved, "the proposal \(name) proposes something else")
        }
        if let rejection = rejections.first {
            return StoreError(.notApproved, "the proposal \(name) was rejected by \(rejection.voter)")
        }
        let approved = Set(approvers).count
        guard approved >= needed else {
            return StoreError(.notApproved, "the proposal \(name) has \(approved) of \(needed) approvals")
        }
        return nil
    }
}

extension ProposalID {
    package func ended(_ end: StoredProposal.End) -> StoreError {
        StoreError(.notApproved, "the proposal \(name) is \(end.rawValue)")
    }
}
