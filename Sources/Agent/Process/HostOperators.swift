import AgentHTTP

#if canImport(Glibc)
    import Glibc
#endif

/// Who may restrict on this host without the store: root, the agent's own user, and the members of one group.
struct HostOperators: Sendable {
    /// Of the agent.
    var user: UInt32
    /// `nil`: there is none beside those two.
    var group: UInt32?
    var groupName: String?

    /// The kernel's word for users that a namespace does not know: several may be it.
    private static let nobody: UInt32 = 65_534

    init(user: UInt32 = geteuid(), group: UInt32? = nil, groupName: String? = nil) {
        self.user = user
        self.group = group
        self.groupName = groupName
    }

    /// - Parameter name: of the group, or its number.
    init(group name: String) throws(AgentError) {
        guard let group = UInt32(name) ?? getgrnam(name)?.pointee.gr_gid else {
            throw AgentError("there is no group \(name) on this host (operator-group)")
        }
        self.init(group: group, groupName: name)
    }

    func includes(_ peer: PeerCredentials) -> Bool {
        if peer.userID == 0 { return true }
        if peer.userID == user, user != Self.nobody { return true }
        guard let group else { return false }
        return peer.groupID == group || peer.groups.contains(group)
    }

    /// `root, the agent's own user flagpost and members of the group ops`.
    var words: String {
        let own = "root and the agent's own user \(HostUser.name(of: user))"
        return groupName.map { "root, the agent's own user \(HostUser.name(of: user)) and members of the group \($0)" }
            ?? own
    }
}

enum HostUser {
    /// A user's name, or its number where `/etc/passwd` has none. No name service is asked: one that hangs would hold up
    /// a kill.
    static func name(of user: UInt32) -> String {
        let bytes = (try? AtomicFile.read("/etc/passwd", limit: 1 << 20)) ?? nil
        for line in (bytes ?? []).split(separator: UInt8(ascii: "\n")) {
            let fields = line.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
            guard fields.count > 2, !fields[0].isEmpty, String(decoding: fields[2], as: UTF8.self) == "\(user)" else {
                continue
            }
            return String(decoding: fields[0], as: UTF8.self)
        }
        return "\(user)"
    }
}
