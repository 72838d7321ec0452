package import FlagStore

extension RedisStore {
    package func archive() async throws(StoreError) -> StoreArchive {
        // Several calls see several moments: read again where something was committed meanwhile.
        for _ in 0..<10 {
            let before = try await lineage()
            let archive = StoreArchive(
                load: try await load(since: 0), checkpoint: try await checkpoint(),
                log: try await history(limit: .max).reversed(), past: try await pastContents())
            if archive.load.lineage == before, try await lineage() == before { return archive }
        }
        throw StoreError(.conflict, "\(location) is changed too often to be read as of one revision; try again")
    }

    private func pastContents() async throws(StoreError) -> [StoreArchive.PastContent] {
        var contents: [StoreArchive.PastContent] = []
        while true {
            let page = try await functions.read(.past(from: contents.count, count: Self.page))
            contents += page
            if page.count < Self.page { return contents }
        }
    }

    package func restore(
        _ archive: StoreArchive, by attribution: Attribution
    ) async throws(StoreError) -> Receipt {
        try attribution.check()
        try await functions.loadLibrary()
        let id = attribution.commitID
        do throws(StoreError) {
            try await functions.call(.beginRestore(id))
            for pieces in ArchivePieces.all(of: archive) { try await functions.call(.putBack(pieces, in: id)) }
        } catch  where error.code == .held {
            // It may be there because of this very call, whose answer was lost: the end knows its id.
        }
        return try await change(.finishRestore(of: archive, by: attribution))
    }
}
