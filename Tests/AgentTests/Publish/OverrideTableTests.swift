import AgentCore
import AgentSamples
import FlagModel
import FlagSnapshot
import FlagStore
import Logging
import SnapshotWriting
import TestServers
import Testing

@testable import Agent

/// What holds where more is restricted than the override table has room for.
@Suite struct OverrideTableTests {
    private static let room = ControlPageLayout.entryCount

    private let folder: TemporaryFolder
    private let control: SharedControlPage
    private let core = SharedCore(AgentCore(trips: HostTrips(agent: "a")))
    private let overrides: OverrideWriter

    init() throws {
        folder = try TemporaryFolder()
        control = SharedControlPage(try ControlPageWriter(path: folder.path("control")))
        overrides = OverrideWriter(
            control: control, core: core, changed: Signal(),
            logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }))
    }

    private func load(_ revision: UInt64, documents: [StoredDocument] = [], killed: [String], restored: [String] = []) {
        let states =
            killed.map { Sample.killed($0, revision: revision) }
            + restored.map { StoredState(revision: revision, state: FeatureState(key: $0)) }
        let load = Sample.load(
            Sample.lineage(revision), complete: revision == 1, documents: documents, states: states)
        let change = core.update { core in
            let change = core.mirror.take(load)
            core.mirror.compileAll()
            return change
        }
        overrides.refresh(change.states, upTo: load.lineage)
    }

    private func isRestricted(_ key: String) -> Bool { control.update { $0.isRestricted(KeyHash.of(key)) } }

    private var isNamespaceOff: Bool { control.update { $0.reader.isNamespaceKilled } }

    @Test func `what finds no room is named, is not in force, and turns every AI feature off until there is room`() {
        let others = (0..<Self.room).map { "other-\($0)" }
        load(1, documents: [Sample.document("chat")], killed: others)
        #expect(overrides.current.unplaced.isEmpty && overrides.current.inForce == Sample.lineage(1))
        #expect(!isNamespaceOff)

        load(2, killed: ["chat"])
        #expect(overrides.current.unplaced == ["chat"])
        #expect(overrides.current.inForce == Sample.lineage(1), "a host says what is in force")
        #expect(overrides.current.announced(published: Sample.lineage(2), of: Sample.lineage(2)) == Sample.lineage(1))
        #expect(isNamespaceOff)

        // Something else that has nothing to do with it does not make it forgotten.
        load(3, killed: [])
        #expect(overrides.current.unplaced == ["chat"] && isNamespaceOff)

        load(4, killed: [], restored: ["other-7"])
        #expect(overrides.current.unplaced.isEmpty && overrides.current.inForce == Sample.lineage(4))
        #expect(isRestricted("chat") && !isNamespaceOff)
    }

    @Test func `a killed flag, which the namespace's kill does not cover, gets the entry of a feature that it does`() {
        let flag = Sample.part(
            "flag", "banner",
            #""flag":{"state":"ENABLED","variants":{"on":true,"off":false},"defaultVariant":"on"}"#)
        let others = (1..<Self.room).map { "other-\($0)" }
        load(1, documents: [Sample.document("chat"), flag], killed: others + ["chat"])
        #expect(!isNamespaceOff && isRestricted("chat"))
        load(2, killed: ["banner"])
        #expect(isRestricted("banner"))
        #expect(isNamespaceOff && !isRestricted("chat"), "off with the namespace")
        #expect(overrides.current.unplaced == ["chat"])
    }

    @Test func `a host that has published nothing says so, and what of the restrictions is in force`() {
        load(5, killed: ["chat"])
        #expect(overrides.current.announced(published: nil, of: Sample.lineage(5)) == Sample.lineage(0))
        #expect(overrides.current.inForce == Sample.lineage(5))
        #expect(overrides.current.announced(published: Sample.lineage(4), of: Sample.lineage(5)) == Sample.lineage(4))
        #expect(OverrideStanding().announced(published: Sample.lineage(4), of: Sample.lineage(5)).revision == 0)
    }
}
