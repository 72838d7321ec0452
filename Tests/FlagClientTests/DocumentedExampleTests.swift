import FlagClient
import FlagSnapshot
import Foundation
import SnapshotWriting
import Testing

/// What docs/clients.md shows for Swift, as people copy it.
@Suite struct DocumentedExampleTests {
    private let namespace: PublishedNamespace

    init() throws {
        namespace = try PublishedNamespace()
        try namespace.publish(
            "support-chat", value: #"{"ai":true,"model":"claude"}"#,
            off: #"{"ai":false,"static":"A person will write to you."}"#)
    }

    private struct Reply {
        var text: String
        var tokens: UInt32
    }

    private struct ProviderError: Error {}

    /// What the user is sent by the example, whose lines stand between the marks.
    private func shown(user: String = "user-1", ask: (String) throws -> Reply) throws -> [String] {
        var sent: [String] = []
        func send(_ text: String) { sent.append(text) }
        let flags = try FlagClient(directory: namespace.path)
        // begin
        let reader = flags.makeReader()  // one for a thread, or for an actor
        let decision = reader.evaluate("support-chat", unit: user, attributes: ["plan": .string("pro")])

        if let model = decision.model {
            let call = reader.begin(decision, unit: user, model: model)
            do {
                let reply = try ask(model)
                var usage = CallUsage()
                usage.outputTokens = reply.tokens
                reader.end(call, .ok, usage: usage)
                send(reply.text)
            } catch {
                reader.end(call, .error)  // .cancelled for what is given up, as when the process stops
                throw error
            }
        } else {  // the feature is off, or its variant calls no model
            send(decision.staticText ?? "Please write to us.")
        }
        // end
        return sent
    }

    @Test func `it calls the decision's model and reports how that ended`() throws {
        #expect(try shown { Reply(text: "\($0) says hello", tokens: 44) } == ["claude says hello"])
        let records = try namespace.readRing().records
        #expect(records.map(\.kind) == [.begin, .end] && records.last?.outputTokens == 44)
    }

    @Test func `an error of the model's is reported as one`() throws {
        #expect(throws: ProviderError.self) { try shown { _ in throw ProviderError() } }
        #expect(try namespace.readRing().records.last?.result == .error)
    }

    @Test func `with the feature killed it shows what is planned, and calls nothing`() throws {
        namespace.control.set(OverrideEntry(killed: true), for: KeyHash.of("support-chat"))
        var calls = 0
        let sent = try shown { model in
            calls += 1
            return Reply(text: model, tokens: 0)
        }
        #expect(sent == ["A person will write to you."] && calls == 0)
        #expect(try namespace.readRing().records.isEmpty)
    }

    @Test func `it is what the page shows`() throws {
        func lines(_ text: Substring) -> [String] {
            text.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
        }
        func between(_ text: String, _ first: String, _ last: String) throws -> Substring {
            let start = try #require(text.range(of: first))
            let end = try #require(text[start.upperBound...].range(of: last))
            return text[start.upperBound..<end.lowerBound]
        }
        let here = URL(fileURLWithPath: #filePath)
        let page = here.deletingLastPathComponent().appendingPathComponent("../../docs/clients.md")
        let shown = try between(
            String(contentsOf: page, encoding: .utf8), "// shared by all threads\n", "let size = reader")
        let tested = try between(String(contentsOf: here, encoding: .utf8), "// begin\n", "// end\n")
        #expect(lines(shown) == lines(tested))
    }
}
