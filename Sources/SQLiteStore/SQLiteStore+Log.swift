package import FlagStore

extension SQLiteStore {
    package func history(before revision: UInt64?, limit: Int) throws(StoreError) -> [ChangeRecord] {
        try read { try $0.history(before: revision, limit: limit) }
    }

    package func contents(_ references: [ContentReference]) throws(StoreError) -> [String: [UInt8]] {
        try read { try $0.contents(references) }
    }

    package func checkpoint() throws(StoreError) -> AuditChain.Checkpoint? {
        try read { try $0.meta().checkpoint }
    }

    package func trimLog(
        through checkpoint: AuditChain.Checkpoint, by attribution: Attribution
    ) throws(StoreError) -> Receipt {
        try attribution.check()
        return try write { try $0.trimLog(through: checkpoint, by: attribution) }
    }
}
