import FlagModel
import FlagStore
import Operations

/// Reads the change log on from where it has been read to.
struct ChangeLogFollower {
    /// Only changes of this feature and of the namespace as a whole; `nil`: all.
    var key: String?
    private var position: Lineage?

    /// Changes read at once; who is further behind is told how many were passed over.
    private static let most = 500

    init(key: String?) { self.key = key }

    /// What is new, oldest first. The first poll only finds out where the log stands.
    mutating func poll(_ store: any DocumentStore) async throws(StoreError) -> [WatchEvent] {
        let now = try await store.lineage()
        guard let position, now.continues(position) else {
            self.position = now
            return [.begin(now)]
        }
        guard now.revision > position.revision else { return [] }
        let missing = now.revision - position.revision
        let records = try await store.history(limit: Int(min(missing, UInt64(Self.most))))
        self.position = now
        let new = records.filter { $0.revision > position.revision && $0.revision <= now.revision }
        let skipped: [WatchEvent] =
            missing > UInt64(Self.most) ? [.skipped(count: missing - UInt64(Self.most))] : []
        return skipped
            + new.filter(concerns).sorted { $0.revision < $1.revision }.map { WatchEvent.change($0) }
    }

    private func concerns(_ record: ChangeRecord) -> Bool {
        key.map { RecordSubject(key: $0).isIn(record) } ?? true
    }
}
