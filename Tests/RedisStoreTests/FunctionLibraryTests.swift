import FlagStore
import RedisClient
import TestServers
import Testing

@testable import RedisStore

/// The library's text, and what it makes of requests that no flagpost sends.
@Suite struct FunctionLibraryTests {
    @Test func `Lua uses every limit that Swift gives it, and no other`() {
        let used = FunctionLibrary.source.matches(of: #/limits\.([a-z_]+)/#).map { String($0.1) }
        #expect(Set(used) == Set(FunctionLibrary.limits.keys))
    }

    @Test func `Lua refuses with every outcome that Swift knows, and no other`() {
        let named = FunctionLibrary.source.matches(of: #/refusal\('([a-z-]+)'/#).map { String($0.1) }
        #expect(Set(named) == Set(FunctionOutcome.allCases.map(\.rawValue)))
    }

    /// An answer reads well with the names that Lua gives its values, or says them empty.
    @Test(arguments: FunctionOutcome.allCases)
    func `what an outcome says names each value that Lua gives`(outcome: FunctionOutcome) throws {
        let source = FunctionLibrary.source.replacing("\n", with: " ")
        let start = try #require(source.firstRange(of: "refusal('\(outcome.rawValue)'"))
        let call = source[start.upperBound...].prefix { $0 != "{" && $0 != "}" }.prefix(160)
        let end = call.firstRange(of: " end")?.lowerBound ?? call.endIndex
        let names = call[..<end].matches(of: #/'([a-z]+)', /#).map { String($0.1) }
        let details = Dictionary(names.map { ($0, "<\($0)>") }, uniquingKeysWith: { first, _ in first })
        let message = outcome.error(details: details, namespace: "prod").message
        for name in names where name != "share" { #expect(message.contains("<\(name)>"), "\(message)") }
    }

    @Test func `an answer that is not known is one clear error`() {
        for reply in [RESPValue.array([.string(Array("later".utf8))]), .array([])] {
            do throws(StoreError) {
                _ = try FunctionAnswer(reply, location: "redis://here", namespace: "prod")
                Issue.record("was read")
            } catch {
                #expect(error.code == .corrupt)
                #expect(error.message.hasPrefix("redis://here: the function library answers with \""))
            }
        }
    }

    @Test func `a request with other arguments is refused with the name of one`() async throws {
        let server = try await RedisServer()
        let client = RedisClient(configuration: RedisConfiguration(endpoint: .socket(path: server.socket)))
        let store = try RedisStore(configuration: client.configuration, namespace: "prod")
        _ = try await store.initialize()
        let nested = [UInt8](repeating: 0x91, count: 100_000)
        for (argument, name): ([UInt8], String) in [
            (FunctionArgument.named([("later", "1")]).arguments[0], "later"),
            (FunctionArgument.named([("since", .flag(true))]).arguments[0], "since"),
            (FunctionArgument.named([("since", "first")]).arguments[0], "since"),
            (FunctionArgument.list([]).arguments[0], ""), (FunctionArgument.text("since").arguments[0], "request"),
            // A long text that is not among the arguments, and one that is no number.
            (FunctionArgument.named([("since", .bytes([UInt8](repeating: 0x31, count: 2_000)))]).arguments[0], "since"),
            ([0x81, 0xa5] + Array("since".utf8) + [0x01], "since"), ([0x01], "request"),
            ([], "request"), ([0xc1], "request"), (nested, "request"), ([0xdd, 0xff, 0xff, 0xff, 0xff], "request"),
            ([0xdf, 0xff, 0xff, 0xff, 0xff], "request"), ([0xdb, 0xff, 0xff, 0xff, 0xff, 0x61], "request"),
        ] {
            let reply = try await client.send(
                RESPCommand("FCALL_RO", "flagpost_v2_load", 1, "flagpost:{prod}:meta", .init(argument)))
            let answer = (reply.array ?? []).map { $0.text ?? "" }
            if name.isEmpty {
                // An empty list is no names, too.
                #expect(answer.first == "ok")
            } else {
                #expect(answer == ["unknown-request", "argument", name])
            }
        }
        await store.close()
        await client.close()
    }

    @Test func `an operation without what it needs changes nothing`() async throws {
        let server = try await RedisServer()
        let client = RedisClient(configuration: RedisConfiguration(endpoint: .socket(path: server.socket)))
        let store = try RedisStore(configuration: client.configuration, namespace: "prod")
        _ = try await store.initialize()
        for (operation, name) in [("kill", "entry"), ("stage", "expected"), ("explode", "operation")] {
            let argument: FunctionArgument = [
                "commit": .text(operation), "payload": "{}", "payload_digest": "d", "operation": .text(operation),
                "key": "@namespace", "target": "",
            ]
            let reply = try await client.send(
                RESPCommand(
                    "FCALL", "flagpost_v2_operate", 1, "flagpost:{prod}:meta", .init(argument.arguments[0])))
            #expect((reply.array ?? []).map { $0.text ?? "" } == ["unknown-request", "argument", name])
        }
        #expect(try await store.lineage().revision == 0)
        await store.close()
        await client.close()
    }

    /// Of each length that has a form of its own.
    @Test(arguments: [0, 31, 32, 1_024, 1_025, 65_536, 1 << 20])
    func `bytes come back as they were given`(length: Int) async throws {
        let server = try await RedisServer()
        let store = try RedisStore(
            configuration: RedisConfiguration(endpoint: .socket(path: server.socket)), namespace: "prod")
        _ = try await store.initialize()
        let body = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 167 &+ 255) }
        let change = DocumentChange(id: DocumentID(kind: "feature", key: "f"), expected: 0, body: body)
        _ = try await store.commit(
            [change], by: Attribution(commitID: "a", actor: "redis:default", reason: "r", source: "t"))
        #expect(try await store.load(since: nil).documents.first?.body == body)
        await store.close()
    }
}
