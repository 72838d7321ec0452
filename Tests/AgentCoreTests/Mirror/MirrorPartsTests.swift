import AgentSamples
import FlagModel
import FlagSnapshot
import FlagStore
import SnapshotWriting
import Testing

@testable import AgentCore

/// Features and what they are made of.
@Suite struct MirrorPartsTests {
    private func load(
        _ revision: UInt64, _ documents: [StoredDocument], complete: Bool = false, states: [StoredState] = []
    ) -> StoreLoad {
        Sample.load(Sample.lineage(revision), complete: complete, documents: documents, states: states)
    }

    private func text(_ key: String, in mirror: Mirror) -> String {
        mirror.served[key].map { String(decoding: $0.record.bytes, as: UTF8.self) } ?? "none"
    }

    @Test func `documents of every kind are taken, in whatever order they come`() {
        let mirror = Mirror([
            load(
                1,
                [
                    Sample.feature("chat", prompt: "system@1", segment: "staff"),
                    Sample.part("flag", "banner", #""state":"ENABLED","variants":{"on":true},"defaultVariant":"on""#),
                    Sample.part("segment", "staff", #""when":{"plan":["staff"]}"#),
                    Sample.prompt("Be kind."),
                    Sample.part(
                        "params", "tuning",
                        #""feature":"chat","variant":"stable","parameters":{"temperature":{"type":"number","value":0.125}}"#
                    ),
                    Sample.part("prices", "prices", #""models":{"small":{"input":"$1","output":"$2"}}"#),
                    Sample.part("policy", "policy", #""bucketing":"v2""#),
                ], complete: true)
        ])
        #expect(mirror.faults.map { "\($0)" } == [])
        #expect(mirror.served.keys.sorted() == ["banner", "chat"])
        #expect(text("chat", in: mirror).contains("Be kind."))
        #expect(text("chat", in: mirror).contains("0.125"))
        #expect(mirror.bucketing == .v2)
        #expect(mirror.feature("chat")?.variants.map(\.value) == [.null, .null, .null])
    }

    @Test func `a change of a part recompiles what is made of it, and nothing else`() {
        var mirror = Mirror([
            load(
                1,
                [
                    Sample.feature("a", prompt: "system@1"), Sample.feature("b", segment: "staff"), Sample.feature("c"),
                    Sample.prompt("one"), Sample.part("segment", "staff", #""when":{"plan":["staff"]}"#),
                ], complete: true)
        ])
        let versions = mirror.served.mapValues(\.version)
        #expect(
            mirror.follow(load(2, [Sample.part("segment", "staff", #""when":{"plan":["staff","pro"]}"#, revision: 2)]))
                == ["segment/staff", "feature/b"])
        #expect(mirror.served.filter { $0.value.version != versions[$0.key] }.map(\.key) == ["b"])
        #expect(text("b", in: mirror).contains("pro"))
        let tuning = Sample.part(
            "params", "t", #""feature":"c","variant":"stable","parameters":{"top":{"type":"integer","value":3}}"#,
            revision: 3)
        #expect(mirror.follow(load(3, [tuning])) == ["params/t", "feature/c"])
        #expect(mirror.follow(load(4, [Sample.deleted(tuning, revision: 4)])) == ["feature/c"])
        #expect(!text("c", in: mirror).contains("top"))
        #expect(
            mirror.follow(load(5, [Sample.part("prices", "prices", #""models":{}"#, revision: 5)])) == ["prices/prices"]
        )
    }

    @Test func `a document written again as it was leaves what is served alone`() {
        var mirror = Mirror([load(1, [Sample.feature("a", prompt: "system@1"), Sample.prompt("one")], complete: true)])
        let served = mirror.servedVersion
        #expect(mirror.follow(load(2, [Sample.prompt("one", revision: 2)])) == ["prompt/system@1"])
        #expect(mirror.servedVersion == served)
    }

    @Test func `a feature whose prompt is missing keeps its last good form, and takes the new one when it comes`() {
        var mirror = Mirror([
            load(1, [Sample.feature("chat", prompt: "system@1"), Sample.prompt("one")], complete: true)
        ])
        _ = mirror.follow(load(2, [Sample.feature("chat", prompt: "system@2", revision: 2)]))
        #expect(text("chat", in: mirror).contains("one"))
        #expect(mirror.faults.map(\.name) == ["feature/chat"])
        #expect(mirror.faults.first?.reason.contains("system@2") == true)
        #expect(
            mirror.follow(load(3, [Sample.prompt("two", version: 2, revision: 3)])) == [
                "prompt/system@2", "feature/chat",
            ])
        #expect(text("chat", in: mirror).contains("two"))
        #expect(mirror.faults.isEmpty)
    }

    @Test func `a part that is deleted stays as long as something is made of it`() throws {
        var mirror = Mirror([
            load(1, [Sample.feature("chat", prompt: "system@1"), Sample.prompt("one")], complete: true)
        ])
        _ = mirror.follow(load(2, [Sample.deleted(Sample.prompt("one"), revision: 2)]))
        #expect(mirror.faults.map(\.name) == ["prompt/system@1"])
        // Another feature's edit, and a restart with the store away, find it still there.
        _ = mirror.follow(load(3, [Sample.feature("chat", prompt: "system@1", segment: "staff", revision: 3)]))
        var later = try #require(Mirror(lastGood: try JSONValue.parse(try mirror.lastGood.canonical)))
        later.compileAll()
        #expect(text("chat", in: later).contains("one"))
        #expect(later.faults.map(\.name).sorted() == ["feature/chat", "prompt/system@1"])
        // Nothing is made of it any more.
        _ = later.follow(load(4, [Sample.feature("chat", revision: 4)]))
        #expect(later.faults.isEmpty)
        #expect(later.documents.prompts.isEmpty)
    }

    @Test func `last-good brings back what parts and features were, and the last good forms of broken ones`() throws {
        var before = Mirror([
            load(
                1,
                [
                    Sample.feature("chat", prompt: "system@1", segment: "staff"), Sample.prompt("one"),
                    Sample.part("segment", "staff", #""when":{"plan":["staff"]}"#),
                ], complete: true, states: [Sample.rollout("chat", share: 5_000)])
        ])
        _ = before.follow(load(2, [Sample.part("segment", "staff", #""when":7"#, revision: 2)]))
        var after = try #require(Mirror(lastGood: try JSONValue.parse(try before.lastGood.canonical)))
        after.compileAll()
        #expect(text("chat", in: after) == text("chat", in: before))
        #expect(after.faults.map(\.name) == ["segment/staff"])
    }

    @Test func `a stage recompiles its feature, and a rollback too, even of a feature whose newest form is broken`() {
        var mirror = Mirror([load(1, [Sample.feature("chat"), Sample.feature("other")], complete: true)])
        let plain = text("chat", in: mirror)
        #expect(mirror.follow(load(2, [], states: [Sample.rollout("chat", share: 5_000)])) == ["feature/chat"])
        #expect(text("chat", in: mirror) != plain)
        #expect(mirror.follow(load(3, [], states: [Sample.killed("chat", revision: 3)])) == ["feature/chat"])
        _ = mirror.follow(load(4, [], states: [Sample.rollout("chat", share: 5_000, revision: 4)]))
        _ = mirror.follow(load(5, [Sample.broken("chat", revision: 5)]))
        #expect(text("chat", in: mirror) != plain)
        _ = mirror.follow(load(6, [], states: [Sample.rollout("chat", share: nil, revision: 6)]))
        #expect(text("chat", in: mirror) == plain)
        #expect(mirror.waiting.isEmpty)
    }

    @Test func `a rewound store takes nobody onto a candidate, and rolls back what it has rolled back`() {
        var mirror = Mirror([
            load(5, [Sample.feature("chat")], complete: true, states: [Sample.rollout("chat", share: 5_000)])
        ])
        let staged = text("chat", in: mirror)
        _ = mirror.follow(load(3, [], complete: true, states: [Sample.rollout("chat", share: 100_000)]))
        #expect(text("chat", in: mirror) == staged)
        _ = mirror.follow(load(4, [], complete: true, states: [Sample.rollout("chat", share: nil)]))
        #expect(mirror.effectiveState(of: "chat")?.rollout == nil)
        #expect(text("chat", in: mirror) != staged)
    }

    @Test func `what a newer author's kind says is alarmed and harms nothing`() {
        let mirror = Mirror([
            load(1, [Sample.feature("chat"), Sample.part("experiment", "e", #""x":1"#)], complete: true)
        ])
        #expect(mirror.served.keys.sorted() == ["chat"])
        #expect(mirror.faults.map(\.name) == ["experiment/e"])
    }

    @Test func `where a feature and a flag share a key, the feature is served and the flag alarmed`() {
        let flag = Sample.part("flag", "chat", #""state":"ENABLED","variants":{"on":true},"defaultVariant":"on""#)
        let mirror = Mirror([load(1, [Sample.feature("chat"), flag], complete: true)])
        #expect(mirror.served.values.map(\.isFeature) == [true])
        #expect(mirror.faults.map(\.name) == ["flag/chat"])
    }
}
