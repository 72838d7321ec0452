import AgentCore
import FlagModel

/// 128 random bits in hexadecimal.
enum AgentID {
    static func random() -> String {
        Hexadecimal.text((0..<16).map { _ in UInt8.random(in: 0...255) })
    }

    static func isOne(_ bytes: [UInt8]) -> Bool {
        bytes.count == 32
            && bytes.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    }
}

/// This agent's id on disk, and beside it the machine that it was drawn on: as a digest that only the id's owner can make,
/// because a machine's id is nobody else's business (machine-id(5)).
struct AgentIDFile: Sendable {
    /// 32 hexadecimal digits.
    let path: String
    let hostPath: String
    /// 32 hexadecimal digits; empty where the machine has none, as in most containers.
    let machine: String

    init(in state: StateDirectory, machine: String = MachineID.read()) {
        path = state.identity
        hostPath = "\(state.path)/agent-host"
        self.machine = machine
    }

    /// The kept id; another one where there is none, or where it is another machine's. Another one each start where it
    /// cannot be kept.
    func read() -> (id: String, former: AgentIdentity.Former?) {
        guard let kept = (try? AtomicFile.read(path, limit: 64)) ?? nil, AgentID.isOne(kept) else {
            let id = AgentID.random()
            write(id)
            return (id, nil)
        }
        let id = String(decoding: kept, as: UTF8.self)
        guard !machine.isEmpty else { return (id, nil) }
        let host = ((try? AtomicFile.read(hostPath, limit: 128)) ?? nil).map { String(decoding: $0, as: UTF8.self) }
        guard let host else {
            write(id)
            return (id, nil)
        }
        guard host != binding(of: id) else { return (id, nil) }
        let other = AgentID.random()
        write(other)
        return (other, AgentIdentity.Former(id: id, reason: "the state directory was copied from another machine"))
    }

    func write(_ id: String) {
        try? AtomicFile.write([UInt8](id.utf8), to: path, mode: 0o600, isSynced: true)
        guard !machine.isEmpty else { return }
        try? AtomicFile.write([UInt8](binding(of: id).utf8), to: hostPath, mode: 0o600, isSynced: true)
    }

    private func binding(of id: String) -> String {
        Digest.hexadecimal(of: [UInt8]("flagpost agent-host\n\(id)\n\(machine)".utf8))
    }
}

enum MachineID {
    /// Empty where the machine has none that tells it from others.
    static func read(_ path: String = "/etc/machine-id") -> String {
        let bytes = (try? AtomicFile.read(path, limit: 64)) ?? nil
        let text = Array((bytes ?? []).prefix { $0 != UInt8(ascii: "\n") })
        return AgentID.isOne(text) ? String(decoding: text, as: UTF8.self) : ""
    }

    /// Names a control page on this machine and in this boot, so that nobody learns the machine's id.
    static func place(of page: [UInt64], bootID: String, machine: String = read()) -> String {
        let text =
            "flagpost place\n\(machine)\n\(bootID)\n" + page.map { String($0, radix: 16) }.joined(separator: "\n")
        return String(Digest.hexadecimal(of: [UInt8](text.utf8)).prefix(32))
    }
}
