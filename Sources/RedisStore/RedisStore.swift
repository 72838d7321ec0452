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
        let answer = try await functions.readNewest(
            "load", [.init(revision.map { String($0) } ?? "")], timeout: FunctionCaller.bulkTimeout)
        var reply = answer.reply
        var load = try reply.load(isComplete: revision == nil)
        load.doubt = answer.doubt
        return load
    }

    package func load(_ ids: [DocumentID]) async throws(StoreError) -> StoreLoad {
        try StoreLimits.checkNamed(ids)
        do throws(StoreError) {
            let answer = try await functions.readNewest("documents", ids.map { .init($0.description) })
            var reply = answer.reply
            var load = try reply.load(isComplete: false)
            load.doubt = answer.doubt
            return load
        } catch {
            // An older library in the server.
            guard error.isMissingFunction else { throw error }
            return try await load(since: nil).naming(ids)
        }
    }

    package func restrictions(since revision: UInt64?) async throws(StoreError) -> StoreLoad? {
        do throws(StoreError) {
            var reply = try await functions.read("restrictions", .init(revision.map { String($0) } ?? ""))
            return try reply.load(isComplete: revision == nil)
        } catch {
            guard error.isMissingFunction else { throw error }
            return nil
        }
    }

    package func commit(_ commit: Commit, by attribution: Attribution) async throws(StoreError) -> Receipt {
        try commit.check(by: attribution)
        return try await change("commit", commit.arguments(by: attribution), timeout: FunctionCaller.bulkTimeout)
    }

    package func apply(
        _ operation: StateOperation, to key: String, schedule: Schedule?, warrant: Warrant, by attribution: Attribution
    ) async throws(StoreError) -> Receipt {
        try attribution.check()
        try operation.check(key: key)
        try warrant.check()
        try schedule?.check()
        return try await change(
            "operate", operation.arguments(key: key, schedule: schedule, warrant: warrant, by: attribution))
    }

    package func adopt(by attribution: Attribution) async throws(StoreError) -> Receipt {
        try attribution.check()
        return try await change("adopt", ChangePayload.adoption(by: attribution).arguments())
    }

    /// What is acknowledged only once it is durable.
    func change(
        _ name: String, _ arguments: [RESPCommand.Argument], timeout: Duration? = nil
    ) async throws(StoreError) -> Receipt {
        var reply = try await functions.call(name, arguments, timeout: timeout, isDurable: true)
        return try reply.receipt()
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
