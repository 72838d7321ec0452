import CFlagpost
import FlagClient
import FlagSnapshot
import Foundation
import SnapshotWriting
import Testing

/// Whether a model is to be called, and what the user gets if not: asked in Swift and in C.
@Suite struct VariantValueTests {
    private let namespace: PublishedNamespace

    init() throws {
        namespace = try PublishedNamespace()
        try namespace.publish(
            value: #"{"ai":true,"model":"claude","params":{"model":"inner","n":[1,"}"]},"static":"not served"}"#,
            off: #"{"ai":false,"data":{"button":"handoff"},"static":"A \"person\"\nwill write \u2013 soon"}"#)
    }

    private func evaluate<Answer>(_ read: (UnsafeMutablePointer<flagpost_decision>) throws -> Answer) throws -> Answer {
        var client: OpaquePointer?
        try #require(flagpost_open(namespace.path, nil, &client) == 0)
        defer { flagpost_close(client) }
        let reader = try #require(flagpost_reader_new(client))
        defer { flagpost_reader_free(reader) }
        var decision = flagpost_decision()
        flagpost_evaluate(reader, "chat", 4, nil, 0, nil, 0, &decision)
        return try read(&decision)
    }

    private func text(_ decision: UnsafePointer<flagpost_decision>, _ name: String, room: Int = 64) -> (Int64, String) {
        var buffer = [CChar](repeating: 1, count: room)
        let length = flagpost_text(decision, name, name.utf8.count, &buffer, room)
        let end = buffer.firstIndex(of: 0) ?? 0
        return (length, String(decoding: buffer[..<end].map { UInt8(bitPattern: $0) }, as: UTF8.self))
    }

    @Test func `a variant that calls a model says which`() throws {
        let decision = try FlagClient(directory: namespace.path).makeReader().evaluate("chat")
        #expect(decision.callsModel && decision.model == "claude")
        #expect(decision.staticText == nil && decision.data == nil)
        #expect(decision.json("params") == Array(#"{"model":"inner","n":[1,"}"]}"#.utf8))
        let expected = decision.json("params")
        try evaluate { decision in
            #expect(text(decision, "model") == (6, "claude"))
            var length = 0
            let params = try #require(flagpost_member(decision, "params", 6, &length))
            #expect(Array(UnsafeRawBufferPointer(start: params, count: length)) == expected)
        }
    }

    @Test func `where the feature is killed there is no model, and its text and data are served`() throws {
        namespace.control.set(OverrideEntry(killed: true), for: KeyHash.of("chat"))
        let planned = "A \"person\"\nwill write \u{2013} soon"
        let decision = try FlagClient(directory: namespace.path).makeReader().evaluate("chat")
        #expect(!decision.callsModel && decision.model == nil && decision.cause == .killed)
        #expect(decision.staticText == planned && decision.data == Array(#"{"button":"handoff"}"#.utf8))
        try evaluate { decision in
            #expect(text(decision, "model").0 == -1)
            #expect(text(decision, "static") == (Int64(planned.utf8.count), planned))
            #expect(text(decision, "data").0 == -1)
        }
    }

    @Test func `a text that has no room is cut off, and what is none is refused`() throws {
        try evaluate { decision in
            #expect(text(decision, "model", room: 4) == (6, "cla"))
            #expect(text(decision, "model", room: 1) == (6, ""))
            #expect(flagpost_text(decision, "model", 5, nil, 0) == 6)
            #expect(flagpost_text(decision, "model", 5, nil, 8) == -1)
            #expect(flagpost_text(decision, nil, 5, nil, 0) == -1 && flagpost_text(nil, "model", 5, nil, 0) == -1)
            #expect(text(decision, "ai").0 == -1 && text(decision, "").0 == -1 && text(decision, "n").0 == -1)
            var length = 7
            #expect(flagpost_member(decision, "nothing", 7, &length) == nil && length == 0)
            #expect(flagpost_member(decision, "ai", 2, nil) == nil)
        }
    }

    @Test func `without a decision there is neither`() throws {
        let reader = try FlagClient(directory: namespace.path).makeReader()
        let unknown = reader.evaluate("nobody")
        #expect(unknown.variant == nil && !unknown.callsModel && unknown.staticText == nil && unknown.data == nil)
        var decision = flagpost_decision()
        decision.status = Int32(FLAGPOST_NOT_READY)
        #expect(text(&decision, "static").0 == -1)
    }

    @Test(arguments: ["", "5", "[]", "{", #"{"model"#, #"{"model":"#, #"{"model":"a"#, #"{"model":"a""#, "null"])
    func `a value that is damaged has no members`(value: String) throws {
        Array(value.utf8).withUnsafeBytes { bytes in
            #expect(VariantMember(Bytes("model"), of: Bytes(bytes)) == nil)
        }
    }

    @Test func `a call that was not made and a late usage reach the ring`() throws {
        let reader = try FlagClient(directory: namespace.path).makeReader()
        let call = reader.begin(reader.evaluate("chat"))
        reader.end(call, .notMade)
        var usage = CallUsage()
        usage.isLate = true
        usage.outputTokens = 7
        reader.end(call, .timeout, usage: usage)
        let records = try namespace.readRing().records
        #expect(records.map(\.result) == [.ok, .notMade, .timeout] && records.map(\.isLate) == [false, false, true])
        #expect(records.last?.outputTokens == 7)
    }
}
