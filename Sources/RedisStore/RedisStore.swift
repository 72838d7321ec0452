// The store of production: everything of a namespace in one Redis slot, changed by functions that run inside it.

package import FlagStore
package import NIOCore
package import RedisClient

/// A namespace in Redis 7 or later.
package final class RedisStore: DocumentStore {
    package let location: String
    package let namespace: String
    let functions: FunctionCaller
    private let client: RedisClient

    package init(
        configuration: RedisConfiguration, namespace: String, group: (any EventLoopGroup)? = nil
    ) throws(StoreError) {
        try StoreLimits.checkNamespace(namespace)
        self.namespace = namespace
        var configuration = configuration
        configuration.hashTag = namespace
        location = configuration.name
        client =
            group.map { RedisClient(configuration: configuration, group: $0) }
            ?? RedisClient(configuration: configuration)
        functions = FunctionCaller(client: client, namespace: namespace, location: location)
    }

    package func initialize() async throws(StoreError) -> Lineage {
        try await functions.loadLibrary()
        var generator = SystemRandomNumberGenerator()
        let identifier = String(generator.next(), radix: 16) + String(generator.next(), radix: 16)
        let unitKey = (0..<16).map { _ in UInt8.random(in: 0...255, using: &generator) }
        return try await functions.call(.initialize(store: identifier, unitKey: unitKey), isDurable: true)
    }

    package func lineage() async throws(StoreError) -> Lineage {
        try await functions.read(.lineage)
    }

    package func load(since revision: UInt64?) async throws(StoreError) -> StoreLoad {
        var (load, doubt) = try await functions.readNewest(.load(since: revision))
        load.doubt = doubt
        return load
    }

    package func load(_ ids: [DocumentID]) async throws(StoreError) -> StoreLoad {
        try StoreLimits.checkNamed(ids)
        var (load, doubt) = try await functions.readNewest(.documents(ids))
        load.doubt = doubt
        return load
    }

    package func restrictions(since revision: UInt64?) async throws(StoreError) -> StoreLoad? {
        try await functions.read(.restrictions(since: revision))
    }

    package func commit(_ commit: Commit, by attribution: Attribution) async throws(StoreError) -> Receipt {
        try commit.check(by: attribution)
        return try await change(.commit(commit, by: attribution))
    }

    package func apply(
        _ operation: StateOperation, to key: String, schedule: Schedule?, warrant: Warrant, by attribution: Attribution
    ) async throws(StoreError) -> Receipt {
        try attribution.check()
        try operation.check(key: key)
        try warrant.check()
        try schedule?.check()
        return try await change(
            .operate(operation, on: key, schedule: schedule, warrant: warrant, by: attribution))
    }

    package func adopt(by attribution: Attribution) async throws(StoreError) -> Receipt {
        try attribution.check()
        return try await change(.adopt(by: attribution))
    }

    /// What is acknowledged only once it is durable.
    func change(_ request: FunctionRequest<Receipt>) async throws(StoreError) -> Receipt {
        try await functions.call(request, isDurable: true)
    }

    package func hints() -> AsyncStream<Hint> {
        client.signals(on: functions.prefix + "hint") { signal in
            guard case .message(let revision) = signal else { return Hint() }
            return Hint(revision: UInt64(String(decoding: revision, as: UTF8.self)))
        }
    }

    package func actor() async throws(StoreError) -> String {
        do throws(StoreError) {
            return RedisUser.actor(try await functions.send(RESPCommand("ACL", "WHOAMI")).text ?? "default")
        } catch {
            // Some services have no ACL command, and some users may not call it: then it is who we said we are.
            guard (error.underlying as? RedisError)?.isMissingCommand == true else { throw error }
            return RedisUser.actor(client.configuration.username ?? "default")
        }
    }

    package func close() async {
        await client.close()
    }
}
