/// What a connection says first: who it is, which database it wants, and, where it listens, to which channel.
struct Greeting: Sendable {
    enum Step: Sendable {
        case authenticate(username: String?, password: String)
        case name(String)
        case select(Int)
        case subscribe(String)
    }

    let steps: [Step]

    init(configuration: RedisConfiguration, channel: String? = nil) {
        var steps: [Step] = []
        if let password = configuration.password {
            steps.append(.authenticate(username: configuration.username, password: password))
        }
        steps.append(.name(configuration.clientName))
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
        case .select(let database): RESPCommand("SELECT", .init(database))
        case .subscribe(let channel): RESPCommand("SUBSCRIBE", .init(channel))
        }
    }

    /// Why the connection is of no use after this reply; `nil` where it is.
    func failure(_ reply: RESPValue) -> RedisError? {
        guard case .error(let text) = reply else { return nil }
        if text.hasPrefix("NOAUTH") { return RedisError(.authentication, "the server wants a password: \(text)") }
        switch self {
        case .authenticate: return RedisError(.authentication, "the server refused user or password: \(text)")
        // A user may lack the right to name the connection; it works without a name.
        case .name: return nil
        case .select, .subscribe: return RedisError(.server, text)
        }
    }
}
