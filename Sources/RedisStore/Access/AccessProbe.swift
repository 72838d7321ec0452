import FlagStore

/// A command that a user may or may not be allowed: the server is asked, and nothing is done.
struct AccessProbe: Hashable, Sendable {
    enum Outcome: Sendable, Equatable {
        case granted, denied
        /// The server has no such command.
        case absent
    }

    let words: [String]
    /// `HSET spec:*`
    let name: String

    private init(_ words: [String], name: String? = nil) {
        self.words = words
        self.name = name ?? words[0].uppercased()
    }

    /// Without these nothing can be read.
    static func reading(_ namespace: String) -> [AccessProbe] {
        AccessCommands.reading.map { command in
            let key = StoreKey.prefix(of: namespace) + "meta"
            return switch command {
            case "time": AccessProbe(["time"])
            case "fcall_ro": AccessProbe(words(command, on: key))
            default: AccessProbe(words(command, on: key), name: "\(command.uppercased()) *")
            }
        }
    }

    /// What a role needs beyond reading.
    static func writing(as role: AccessRole, user: String, in namespace: String) -> [AccessProbe] {
        StoreKey.written(by: role, user: user).flatMap { key in
            AccessCommands.writing(key, as: role).map { command in
                let name = StoreKey.prefix(of: namespace) + key.name.replacing("*", with: "@check")
                if command == "fcall" { return AccessProbe(words(command, on: name)) }
                return AccessProbe(words(command, on: name), name: "\(command.uppercased()) \(key.name)")
            }
        }
    }

    /// As long as the server needs to see which keys it would touch.
    private static func words(_ command: String, on key: String) -> [String] {
        switch command {
        case "fcall", "fcall_ro": [command, "f", "1", key]
        case "rename": [command, key, key]
        case "exists", "del": [command, key]
        default: [command, key, "0", "0", "0"]
        }
    }

    static func listening(_ namespace: String) -> AccessProbe {
        AccessProbe(["subscribe", StoreKey.prefix(of: namespace) + "hint"])
    }

    static func telling(_ namespace: String) -> AccessProbe {
        AccessProbe(["publish", StoreKey.prefix(of: namespace) + "hint", "0"])
    }

    /// Whether a server is a master.
    static let asking = AccessProbe(["role"])

    static let confirming = AccessProbe(["wait", "1", "1"])

    /// What no role should be able to do, or not all of these.
    static func harmful(for roles: Set<AccessRole>, in namespace: String) -> [AccessProbe] {
        let prefix = StoreKey.prefix(of: namespace)
        var probes = [
            AccessProbe(["hset", prefix + "approval:@check:a:a", "0", "0"], name: "HSET approval:* of others"),
            AccessProbe(["hset", prefix + "proposal:@check:a", "0", "0"], name: "HSET proposal:* of others"),
            AccessProbe(["hget", StoreKey.prefix(of: "@check") + "meta", "0"], name: "other namespaces"),
            AccessProbe(["eval", "", "0"]), AccessProbe(["function", "load", ""], name: "FUNCTION LOAD"),
            AccessProbe(["config", "set", "a", "b"], name: "CONFIG SET"), AccessProbe(["flushall"]),
            AccessProbe(["acl", "setuser", "a"], name: "ACL SETUSER"),
        ]
        if !roles.contains(.operator) {
            probes.append(AccessProbe(["hset", prefix + "spec:@check", "0", "0"], name: "HSET spec:*"))
        }
        if roles == [.viewer] {
            probes.append(AccessProbe(["hset", prefix + "state:@check", "0", "0"], name: "HSET state:*"))
        }
        return probes
    }
}

extension AccessProbe.Outcome {
    /// As the library's function says it.
    init?(_ text: String?) {
        switch text {
        case "1": self = .granted
        case "0": self = .denied
        case "": self = .absent
        default: return nil
        }
    }
}
