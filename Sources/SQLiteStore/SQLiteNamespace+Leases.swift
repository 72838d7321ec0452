import FlagModel
import FlagStore

extension SQLiteNamespace {
    /// A token is above the last one and not below the time, so that it also is where the file is an older copy.
    func acquireLease(_ lease: String, for holder: String, milliseconds: Int64) throws -> Lease {
        _ = try meta()
        let now = try now()
        let current = try stored(lease)
        if let current, current.holder != holder, current.expiresAt > now { return current }
        let token =
            current?.holder == holder
            ? current?.token ?? 0 : max((current?.token ?? 0) + 1, UInt64(clamping: now))
        let taken = Lease(name: lease, holder: holder, token: token, expiresAt: now + milliseconds)
        try store(taken)
        return taken
    }

    /// The token stays, so that the next one is above it.
    func releaseLease(_ fence: Fence, of holder: String) throws {
        _ = try meta()
        guard var current = try stored(fence.lease), current.token == fence.token, current.holder == holder else {
            return
        }
        current.holder = ""
        current.expiresAt = 0
        try store(current)
    }

    func check(_ fence: Fence) throws {
        guard try stored(fence.lease)?.token == fence.token else {
            throw StoreError(.fenced, "the lease \(fence.lease) has another holder by now")
        }
    }

    private func stored(_ lease: String) throws -> Lease? {
        try connection.first(
            "SELECT holder, token, expires_at FROM leases WHERE namespace = ?1 AND name = ?2", .text(name), .text(lease)
        ) { Lease(name: lease, holder: $0.text(0), token: $0.revision(1), expiresAt: $0.integer(2)) }
    }

    private func store(_ lease: Lease) throws {
        try connection.run(
            "INSERT OR REPLACE INTO leases (namespace, name, holder, token, expires_at) VALUES (?1, ?2, ?3, ?4, ?5)",
            .text(name), .text(lease.name), .text(lease.holder), .integer(Int64(clamping: lease.token)),
            .integer(lease.expiresAt))
    }
}
