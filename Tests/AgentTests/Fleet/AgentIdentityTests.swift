import FlagStore
import TestServers
import Testing

@testable import Agent

@Suite struct AgentIdentityTests {
    private static let machine = "0123456789abcdef0123456789abcdef"
    private static let other = "fedcba9876543210fedcba9876543210"

    private func file(_ folder: TemporaryFolder, _ machine: String) throws -> AgentIDFile {
        let state = StateDirectory(state: folder.path, namespace: "prod")
        try state.create()
        return AgentIDFile(in: state, machine: machine)
    }

    @Test func `an id stays with its machine, and a copy of it on another one is none`() throws {
        let folder = try TemporaryFolder()
        let first = try file(folder, Self.machine).read()
        #expect(first.former == nil && first.id.count == 32)
        #expect(try file(folder, Self.machine).read().id == first.id)
        let copied = try file(folder, Self.other).read()
        #expect(copied.id != first.id && copied.former?.id == first.id)
        #expect(copied.former?.reason.contains("copied") == true)
        let again = try file(folder, Self.other).read()
        #expect(again.id == copied.id && again.former == nil)
    }

    @Test func `an id of an earlier version, and one where machines have no id, is kept`() throws {
        let folder = try TemporaryFolder()
        let first = try file(folder, "").read()
        #expect(try file(folder, "").read().id == first.id)
        #expect(try file(folder, Self.machine).read().id == first.id, "as if an earlier version had made it")
        #expect(try file(folder, Self.other).read().id != first.id)
    }

    @Test func `nothing on disk or in the store tells the machine's id`() throws {
        let folder = try TemporaryFolder()
        _ = try file(folder, Self.machine).read()
        for name in ["agent-id", "agent-host"] {
            let bytes = try #require(try AtomicFile.read(folder.path("prod/\(name)"), limit: 4_096))
            #expect(!String(decoding: bytes, as: UTF8.self).contains(Self.machine))
        }
        let place = MachineID.place(of: [1, 2, 3], bootID: "b", machine: Self.machine)
        #expect(!place.contains(Self.machine) && place.count == 32)
        for others in [
            MachineID.place(of: [1, 2, 4], bootID: "b", machine: Self.machine),
            MachineID.place(of: [1, 2, 3], bootID: "c", machine: Self.machine),
            MachineID.place(of: [1, 2, 3], bootID: "b", machine: Self.other),
        ] { #expect(others != place) }
    }

    @Test func `a token is said until it was taken, and another id begins anew`() throws {
        let folder = try TemporaryFolder()
        let identity = AgentIdentity(file: try file(folder, Self.machine), place: "p")
        let first = identity.claim
        #expect(first.last.isEmpty && identity.claim == first && !identity.isClaimed)
        identity.claimed()
        #expect(identity.claim.last == first.next && identity.claim.next != first.next && identity.isClaimed)
        let id = identity.id
        identity.renew(because: "twin")
        #expect(identity.id != id && identity.former == .init(id: id, reason: "twin") && !identity.isClaimed)
        #expect(identity.claim.last.isEmpty)
        #expect(try file(folder, Self.machine).read().id == identity.id)
    }

    @Test func `a machine's id is 32 digits, or none`() throws {
        let folder = try TemporaryFolder()
        for (text, id) in [(Self.machine + "\n", Self.machine), ("uninitialized\n", ""), ("", "")] {
            try AtomicFile.write([UInt8](text.utf8), to: folder.path("machine-id"), mode: 0o644)
            #expect(MachineID.read(folder.path("machine-id")) == id)
        }
        #expect(MachineID.read(folder.path("none")).isEmpty)
    }
}
