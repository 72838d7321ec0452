package import FlagStore

extension SQLiteStore {
    package func checkpoint() async throws(StoreError) -> AuditChain.Checkpoint? { nil }

    package func contents(_ references: [ContentReference]) async throws(StoreError) -> [String: [UInt8]] {
        throw StoreError(.refused, "later")
    }

    package func trimLog(
        through checkpoint: AuditChain.Checkpoint, by attribution: Attribution
    ) async throws(StoreError) -> Receipt { throw StoreError(.refused, "later") }

    package func propose(_ proposal: Proposal, by attribution: Attribution) async throws(StoreError) -> Receipt {
        throw StoreError(.refused, "later")
    }

    package func vote(_ vote: Vote, on id: ProposalID, by attribution: Attribution) async throws(StoreError) -> Receipt
    { throw StoreError(.refused, "later") }

    package func withdraw(_ id: ProposalID, by attribution: Attribution) async throws(StoreError) -> Receipt {
        throw StoreError(.refused, "later")
    }

    package func proposals() async throws(StoreError) -> [StoredProposal] { throw StoreError(.refused, "later") }

    package func acquireLease(
        _ name: String, for holder: String, milliseconds: Int64
    ) async throws(StoreError) -> Lease { throw StoreError(.refused, "later") }

    package func releaseLease(_ fence: Fence, of holder: String) async throws(StoreError) {
        throw StoreError(.refused, "later")
    }

    package func archive() async throws(StoreError) -> StoreArchive { throw StoreError(.refused, "later") }

    package func restore(
        _ archive: StoreArchive, by attribution: Attribution
    ) async throws(StoreError) -> Receipt { throw StoreError(.refused, "later") }
}
