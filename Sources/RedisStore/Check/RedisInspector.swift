// Asks a Redis everything that RedisFacts wants to know. It only looks; what a service or user may not say is withheld.

import FlagStore
import RedisClient

struct RedisInspector {
    /// What has to do with durability, by the names of redis.conf.
    private static let settings = ["appendfsync", "save", "min-replicas-to-write", "maxmemory-policy"]

    let client: RedisClient
    let functions: FunctionCaller
    /// This host's clock, in Unix milliseconds.
    let now: @Sendable () -> Int64

    func facts() async -> RedisFacts {
        let configuration = client.configuration
        var facts = RedisFacts(
            location: functions.location, namespace: functions.namespace, deployment: configuration.deployment,
            confirmations: configuration.replicas, connection: .withheld("no connection"))
        facts.connection = await connection()
        // Sentinels may know why nobody answers.
        facts.sentinels = await SentinelInspector(configuration: configuration).sentinels()
        guard case .told(let connection) = facts.connection else { return facts }
        facts.greeting = await greeting()
        facts.clockDifference = await clockDifference()
        facts.masters = await masters()
        facts.rights = await rights(user: connection.user)
        facts.contents = await contents()
        if case .told(.some) = facts.contents { facts.damage = await DamageInspector(functions: functions).damage() }
        facts.info = await text("INFO").map(ServerInfo.init)
        facts.settings = await settings()
        if case .cluster = configuration.deployment { facts.cluster = await cluster() }
        return facts
    }

    // MARK: The server

    private func connection() async -> Answer<RedisFacts.Connection> {
        // Any answer will do; even a user with no rights at all is told so.
        let answer = await ask(RESPCommand("PING"))
        guard let link = await client.link() else {
            if case .withheld(let reason) = answer { return .withheld(reason) }
            return .withheld("the connection was lost")
        }
        let configured = client.configuration.username ?? "default"
        return .told(
            RedisFacts.Connection(
                endpoint: link.endpoint, encryption: link.encryption,
                user: await text("ACL", "WHOAMI").value ?? configured,
                hasPassword: client.configuration.password != nil))
    }

    /// `HELLO` without a version changes nothing: the connection stays with RESP2.
    private func greeting() async -> Answer<RedisFacts.Greeting> {
        await ask(RESPCommand("HELLO")).flatMap { reply in
            let fields = Self.pairs(reply)
            guard let version = fields["version"] else { return .withheld("HELLO has no version") }
            return .told(
                RedisFacts.Greeting(version: version, mode: fields["mode"] ?? "", role: fields["role"] ?? ""))
        }
    }

    /// As if the store had answered in the middle of the round trip.
    private func clockDifference() async -> Answer<Int64> {
        let before = now()
        let answer = await ask(RESPCommand("TIME"))
        let after = now()
        return answer.flatMap { reply in
            let parts = (reply.array ?? []).compactMap { $0.text.flatMap { Int64($0) } }
            guard parts.count == 2, (0..<(1 << 40)).contains(parts[0]) else { return .withheld("TIME is no time") }
            return .told(parts[0] * 1_000 + parts[1] / 1_000 - (before + (after - before) / 2))
        }
    }

    private func settings() async -> Answer<[String: String]> {
        let names = Self.settings.map { RESPCommand.Argument($0) }
        return await ask(RESPCommand("CONFIG", ["GET"] + names)).map(Self.pairs)
    }

    // MARK: The store in it

    private func masters() async -> [RedisFacts.Master] {
        let configurations: [RedisConfiguration]
        do throws(RedisError) {
            configurations = try await client.masters()
        } catch {
            return []
        }
        guard configurations.count > 1 else {
            return [RedisFacts.Master(name: functions.location, library: await library(of: client))]
        }
        var masters: [RedisFacts.Master] = []
        for configuration in configurations {
            let client = RedisClient(configuration: configuration)
            masters.append(
                RedisFacts.Master(
                    name: configuration.deployment.description, library: await library(of: client)))
            await client.close()
        }
        return masters
    }

    private func library(of client: RedisClient) async -> RedisFacts.Library {
        let caller = FunctionCaller(client: client, namespace: functions.namespace, location: functions.location)
        do throws(StoreError) {
            return try await caller.loadedLibrary().map { .loaded($0) } ?? .missing
        } catch {
            return .unusable(error.message)
        }
    }

    /// A function sees what its caller may do.
    private func rights(user: String) async -> Answer<[AccessProbe: AccessProbe.Outcome]> {
        let namespace = functions.namespace
        var seen: Set<AccessProbe> = []
        let probes =
            (AccessProbe.reading(namespace)
            + AccessRole.allCases.flatMap { AccessProbe.writing(as: $0, user: user, in: namespace) }
            + AccessProbe.harmful(for: [.viewer], in: namespace)
            + [
                AccessProbe.listening(namespace), AccessProbe.telling(namespace), AccessProbe.confirming,
                AccessProbe.asking,
            ])
            .filter { seen.insert($0).inserted }
        do throws(StoreError) {
            return .told(try await functions.read(.rights(probes)))
        } catch {
            return .withheld(error.message)
        }
    }

    private func contents() async -> Answer<StoreUsage?> {
        let fields = await ask(RESPCommand("HMGET", .init(functions.prefix + "meta"), "store", "documents", "bytes"))
        let log = await ask(RESPCommand("XLEN", .init(functions.prefix + "log")))
        return fields.flatMap { reply in
            let values = reply.array ?? []
            guard values.count == 3 else { return .withheld("its answer cannot be read") }
            guard values[0].text != nil else { return .told(nil) }
            return .told(
                StoreUsage(
                    documents: values[1].text.flatMap { Int64($0) } ?? 0,
                    bytes: values[2].text.flatMap { Int64($0) } ?? 0, logRecords: log.value?.integer))
        }
    }

    private func cluster() async -> RedisFacts.Cluster {
        RedisFacts.Cluster(
            state: await text("CLUSTER", "INFO").map { ServerInfo($0).values },
            replicas: await replicasOfSlot())
    }

    private func replicasOfSlot() async -> Answer<Int> {
        do throws(RedisError) {
            guard let count = try await client.replicasOfSlot() else { return .withheld("CLUSTER SLOTS names nobody") }
            return .told(count)
        } catch {
            return .withheld(error.message)
        }
    }

    // MARK: Asking

    private func text(_ name: String, _ arguments: RESPCommand.Argument...) async -> Answer<String> {
        await ask(RESPCommand(name, arguments)).flatMap { reply in
            reply.text.map { .told($0) } ?? .withheld("\(name) answers with something else")
        }
    }

    private func ask(_ command: RESPCommand) async -> Answer<RESPValue> { await client.ask(command) }

    /// `[name, value, name, value, …]`; values that are no texts are left out.
    static func pairs(_ reply: RESPValue) -> [String: String] {
        let values = reply.array ?? []
        var pairs: [String: String] = [:]
        for index in stride(from: 0, to: values.count - 1, by: 2) {
            guard let name = values[index].text else { continue }
            pairs[name] = values[index + 1].text
        }
        return pairs
    }
}

extension RedisClient {
    /// A refusal is an answer, too: it says what is not told.
    func ask(_ command: RESPCommand) async -> Answer<RESPValue> {
        do throws(RedisError) {
            return .told(try await send(command))
        } catch {
            return .withheld(error.message)
        }
    }
}

extension Answer {
    func map<Other: Sendable>(_ transform: (Value) -> Other) -> Answer<Other> { flatMap { .told(transform($0)) } }

    func flatMap<Other: Sendable>(_ transform: (Value) -> Answer<Other>) -> Answer<Other> {
        switch self {
        case .told(let value): transform(value)
        case .withheld(let reason): .withheld(reason)
        }
    }
}
