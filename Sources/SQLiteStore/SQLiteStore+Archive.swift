package import FlagStore

extension SQLiteStore {
    package func archive() throws(StoreError) -> StoreArchive {
        try read { try $0.archive() }
    }

    package func restore(_ archive: StoreArchive, by attribution: Attribution) throws(StoreError) -> Receipt {
        try attribution.check()
        return try create { try $0.restore(archive, by: attribution) }
    }
}
