// A replica answers reads as its master does, however old its data is, and says of no single value how old. So a read
// whose age matters is preceded, on the same connection, by two questions: what the server takes itself for (ROLE), and
// what it makes of a change that changes nothing.

/// What a server is to those who read from it, as far as it says so itself.
package struct ServerStanding: Sendable, Equatable {
    package enum Role: Sendable, Equatable {
        case master
        /// Of which server; empty where it does not say.
        case replica(of: String)
        /// A service or user without ROLE.
        case untold
    }

    package var role: Role
    /// The error by which it refused the change; `nil` where it took it, or was asked for none.
    package var refusal: String?

    package init(role: Role, refusal: String? = nil) {
        self.role = role
        self.refusal = refusal
    }

    /// - Parameter answers: to `question`, then to the change, if one was sent.
    init(answers: [RESPValue]) {
        role = answers.first.map(Self.role) ?? .untold
        if answers.count > 1, case .error(let text) = answers[1] { refusal = text }
    }

    static let question = RESPCommand("ROLE")

    /// Commands belong to another server.
    var isDemoted: Bool {
        if case .replica = role { return true }
        return refusal?.hasPrefix("READONLY") == true
    }

    /// Why what it says may not be the newest that was committed; `nil`: it is. Always the same text for the same reason.
    package var doubt: String? {
        switch role {
        case .replica(let master): return "it is a replica" + (master.isEmpty ? "" : " of \(master)")
        case .master, .untold: break
        }
        // A function that is not there was asked of a master or a replica: that says nothing of it.
        guard let refusal, !refusal.hasPrefix("ERR Function not found") else { return nil }
        if refusal.hasPrefix("READONLY") { return "it is a replica" }
        if role == .master, Self.isMasters(refusal) { return nil }
        return "it takes no changes (\(refusal.prefix { $0 != " " }))"
    }

    /// What a master may say that nobody else can have taken the place of: it has no disk to write to, too few replicas,
    /// no memory, or does not let this user change anything. Nothing can be committed past it.
    private static func isMasters(_ refusal: String) -> Bool {
        ["MISCONF", "NOREPLICAS", "OOM", "NOPERM", "ERR"].contains { refusal.hasPrefix($0 + " ") }
    }

    private static func role(_ answer: RESPValue) -> Role {
        guard let parts = answer.array, let name = parts.first?.text else { return .untold }
        guard name != "master" else { return .master }
        guard parts.count >= 3, let host = parts[1].text, let port = parts[2].integer else { return .replica(of: "") }
        return .replica(of: "\(host.prefix(255)):\(port)")
    }
}

/// What is asked of the server before a request, and who hears the answer.
struct Inquiry {
    /// A change that changes nothing; `nil` where the request itself is a change.
    let change: RESPCommand?
    /// On the event loop, just before the request is completed.
    let told: (ServerStanding) -> Void
}
