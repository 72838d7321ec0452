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
        var reply = try await functions.call(
            "initialize", [.init(identifier), .init(unitKey)], isDurable: true)
        return try reply.lineage()
    }

    package func lineage() async throws(StoreError) -> Lineage {
        var reply = try await functions.read("lineage")
        return try reply.lineage()
    }

    package func load(since revision: UInt64?) async throws(StoreError) -> StoreLoad {
        var reply = try await functions.read(
            "load", .init(revision.map { String($0) } ?? ""), timeout: FunctionCaller.bulkTimeout)
        return try reply.load(isComplete: revision == nil)
    }

    package func commit(_ commit: Commit, by attribution: Attribution) async throws(StoreError) -> Receipt {
        try commit.check(by: attribution)
        var arguments = attribution.arguments + [.init(commit.move?.from ?? ""), .init(commit.move?.to ?? "")]
        for change in commit.changes {
            arguments += [
                .init(change.id.description), .init(change.expected), change.body == nil ? "0" : "1",
                .init(change.body ?? []), .init(change.digestText), .init(change.summary),
            ]
        }
        var reply = try await functions.call("commit", arguments, timeout: FunctionCaller.bulkTimeout, isDurable: true)
        return try reply.receipt()
    }

    package func apply(
        _ operation: StateOperation, to key: String, schedule: Schedule?, warrant: Warrant, by attribution: Attribution
    ) async throws(StoreError) -> Receipt {
        try attribution.check()
        try operation.check(key: key)
        var reply = try await functions.call(
            "operate", attribution.arguments + operation.arguments(key: key, by: attribution), isDurable: true)
        return try reply.receipt()
    }

    package func adopt(by attribution: Attribution) async throws(StoreError) -> Receipt {
        try attribution.check()
        var reply = try await functions.call("adopt", attribution.arguments, isDurable: true)
        return try reply.receipt()
    }

    package func history(before revision: UInt64?, limit: Int) async throws(StoreError) -> [ChangeRecord] {
        var reply = try await functions.read("history", .init(max(limit, 0)), timeout: FunctionCaller.bulkTimeout)
        return try reply.history()
    }

    package func hints() -> AsyncStream<Void> {
        client.signals(on: functions.prefix + "hint")
    }

    package func actor() async throws(StoreError) -> String {
        do throws(StoreError) {
            return "redis:" + (try await functions.send(RESPCommand("ACL", "WHOAMI")).text ?? "default")
        } catch {
            // Some services have no ACL command, and some users may not call it: then it is who we said we are.
            guard (error.underlying as? RedisError)?.isMissingCommand == true else { throw error }
            return "redis:" + (client.configuration.username ?? "default")
        }
    }

    package func announce(_ presence: Presence) async throws(StoreError) {
        let head: [RESPCommand.Argument] = [
            .init(presence.agent), .init(try presence.encoded()), .init(presence.lineage.storeID),
            .init(presence.lineage.revision),
        ]
        _ = try await functions.call("announce", head + presence.used.map { .init($0) })
    }

    package func withdrawPresence(of agent: String) async throws(StoreError) {
        _ = try await functions.call("withdraw_presence", .init(agent))
    }

    package func fleet() async throws(StoreError) -> Fleet {
        var reply = try await functions.read("fleet", timeout: FunctionCaller.bulkTimeout)
        return try reply.fleet()
    }

    package func close() async {
        await client.close()
    }
}
