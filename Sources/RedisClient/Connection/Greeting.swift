/// What a connection says first: who it is, whether the server is what it is looked for as, which database it wants,
/// and, where it listens, to which channel.
struct Greeting: Sendable {
    enum Step: Sendable {
        case authenticate(username: String?, password: String)
        case name(String)
        /// The server has to be a master.
        case role
        case select(Int)
        case subscribe(String)
    }

    let steps: [Step]

    /// - Parameter isMaster: the server was named as a group's master, and has to agree.
    init(configuration: RedisConfiguration, channel: String? = nil, isMaster: Bool = false) {
        var steps: [Step] = []
        if configuration.username != nil || configuration.password != nil {
            // A user without a password is still somebody else than the default user.
            steps.append(.authenticate(username: configuration.username, password: configuration.password ?? ""))
        }
        steps.append(.name(configuration.clientName))
        if isMaster { steps.append(.role) }
        if configuration.database != 0 { steps.append(.select(configuration.database)) }
        if let channel { steps.append(.subscribe(channel)) }
        self.steps = steps
    }

    var subscribes: Bool { if case .subscribe = steps.last { true } else { false } }
}

extension Greeting.Step {
    var command: RESPCommand {
        switch self {
        case .authenticate(let username?, let password): RESPCommand("AUTH", .init(username), .init(password))
        case .authenticate(nil, let password): RESPCommand("AUTH", .init(password))
        case .name(let name): RESPCommand("CLIENT", "SETNAME", .init(name))
        case .role: RESPCommand("ROLE")
        case .select(let database): RESPCommand("SELECT", .init(database))
        case .subscribe(let channel): RESPCommand("SUBSCRIBE", .init(channel))
        }
    }

    /// Why the connection is of no use after this reply; `nil` where it is.
    func failure(_ reply: RESPValue) -> RedisError? {
        if case .role = self, let role = reply.array?.first?.text, role != "master" {
            return RedisError(.unavailable, "is no master but a \(role.prefix(16)); waiting for a new master")
        }
        guard case .error(let text) = reply else { return nil }
        if text.hasPrefix("NOAUTH") { return RedisError(.authentication, "the server wants a password: \(text)") }
        switch self {
        case .authenticate: return RedisError(.authentication, "the server refused user or password: \(text)")
        // A user or a service may lack the command. The connection works without a name, and a server that is no
        // master refuses to write.
        case .name, .role: return nil
        case .select, .subscribe: return RedisError(.server, text)
        }
    }
}
