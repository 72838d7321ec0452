import FlagStore

/// A store as a person's command uses it: what cannot be reached is tried again for a few seconds, a change with one
/// id through all attempts, so that it is made once even if an answer was lost on the way.
struct PatientStore {
    var store: any DocumentStore
    var limit: Duration = .seconds(5)
    var pause: Duration = .milliseconds(250)

    /// Everything the namespace holds.
    ///
    /// - Parameter withDeleted: also what is left of documents that were deleted.
    func load(withDeleted: Bool = false) async throws(StoreError) -> StoreLoad {
        let load = try await patiently { () async throws(StoreError) in
            try await store.load(since: withDeleted ? 0 : nil)
        }
        if let warning = load.warning(of: store) { StandardStreams.message("flagpost: warning: \(warning)") }
        return load
    }

    func fleet() async throws(StoreError) -> Fleet {
        try await patiently { () async throws(StoreError) in try await store.fleet() }
    }

    /// Who the store takes us for.
    func actor() async throws(StoreError) -> String {
        try await patiently { () async throws(StoreError) in try await store.actor() }
    }

    /// The store's clock, Unix milliseconds.
    func now() async throws(StoreError) -> Int64 { try await fleet().now }

    /// A new change by whom the store takes us for, from this host.
    ///
    /// - Parameter source: what the record says it came through.
    func attribution(
        reason: String, onBehalfOf: String?, source: String = "cli"
    ) async throws(StoreError) -> Attribution {
        Attribution(
            commitID: String(UInt128.random(in: .min ... .max), radix: 16), actor: try await actor(),
            onBehalfOf: onBehalfOf, reason: reason, source: source, origin: HostName.current)
    }

    func patiently<Value>(
        _ attempt: () async throws(StoreError) -> Value
    ) async throws(StoreError) -> Value {
        let deadline = ContinuousClock.now + limit
        while true {
            do throws(StoreError) {
                return try await attempt()
            } catch {
                guard error.code == .unavailable, ContinuousClock.now + pause < deadline else { throw error }
                // A cancelled sleep only brings the next attempt forward.
                try? await Task.sleep(for: pause)
            }
        }
    }
}

extension StoreLoad {
    /// That what it says may be old; `nil` where it is the newest.
    func warning(of store: any DocumentStore) -> String? {
        doubt.map { "what \(store.location) shows may be old: \($0)".withoutControls }
    }
}
