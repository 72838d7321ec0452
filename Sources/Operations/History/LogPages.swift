package import FlagStore

/// The change log in pages: however long it is, only one is in memory.
package struct LogPages {
    private let store: any DocumentStore
    private var before: UInt64?
    private var isAtEnd = false

    /// Records of a page.
    package static let size = 500

    /// - Parameter before: only records of earlier revisions; `nil`: all.
    package init(_ store: any DocumentStore, before: UInt64? = nil) {
        self.store = store
        self.before = before
    }

    /// The next older page, newest first; `nil` where there is none.
    package mutating func next() async throws(StoreError) -> [ChangeRecord]? {
        guard !isAtEnd else { return nil }
        let before = self.before
        let page = try await store.history(before: before, limit: Self.size)
        isAtEnd = page.count < Self.size
        self.before = page.last?.revision
        return page.isEmpty ? nil : page
    }
}

/// The same from old to new. Stores hand out the newest first, so this asks for a range of revisions at a time.
package struct AscendingLogPages {
    private let store: any DocumentStore
    private var position: UInt64
    private let last: UInt64
    private var step = UInt64(LogPages.size)

    /// Records after one revision, up to another.
    package init(_ store: any DocumentStore, after position: UInt64, upTo last: UInt64) {
        self.store = store
        self.position = position
        self.last = last
    }

    /// Ascending; `nil` at the end.
    package mutating func next() async throws(StoreError) -> [ChangeRecord]? {
        while position < last {
            let end = last - position > step ? position + step : last
            let page = try await store.history(before: end + 1, limit: LogPages.size)
            let new = page.filter { $0.revision > position }
            if new.count == LogPages.size, end - position > UInt64(LogPages.size) {
                // There may be more in this range than fit a page.
                step = UInt64(LogPages.size)
                continue
            }
            position = end
            // Revisions may be far apart: after a failover the counter goes on above what agents have seen.
            step = new.isEmpty ? min(step * 2, 1 << 50) : UInt64(LogPages.size)
            if !new.isEmpty { return new.reversed() }
        }
        return nil
    }
}
