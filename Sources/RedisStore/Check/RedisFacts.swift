// What was found out about a Redis, apart from how (RedisInspector) and from what it means (the files in Findings).

import FlagStore
import RedisClient

/// What a server answered to one question, or why it did not: services and users lack commands.
enum Answer<Value: Sendable>: Sendable {
    case told(Value)
    case withheld(String)

    var value: Value? { if case .told(let value) = self { value } else { nil } }
}

struct RedisFacts: Sendable {
    struct Connection: Sendable {
        var endpoint: RedisEndpoint
        /// `TLS 1.3`; `nil`: in the clear.
        var encryption: String?
        var user: String
        /// Whether we had a password to show.
        var hasPassword: Bool
    }

    /// What a server says of itself in `HELLO`, which no user can be forbidden.
    struct Greeting: Sendable {
        var version: String
        /// `standalone`, `cluster`, `sentinel`.
        var mode: String
        /// `master`, `replica`.
        var role: String
    }

    enum Library: Sendable, Equatable {
        case missing
        case loaded(FunctionCaller.LoadedLibrary)
        /// The server has no functions, or the user may not call them, or it does not answer.
        case unusable(String)
    }

    /// Masters hold functions of their own.
    struct Master: Sendable {
        var name: String
        var library: Library
    }

    struct Sentinel: Sendable {
        var name: String
        /// What it says of the group: `quorum`, `num-other-sentinels`, `num-slaves`, `flags`.
        var group: Answer<[String: String]>
        /// Whether enough sentinels can be reached to decide on a failover.
        var quorumCheck: Answer<Bool>
    }

    /// The slot of the namespace, and the cluster around it.
    struct Cluster: Sendable {
        /// `CLUSTER INFO`.
        var state: Answer<[String: String]>
        /// Replicas of the master that serves the slot; withheld where nobody serves it.
        var replicas: Answer<Int>
    }

    var location: String
    var namespace: String
    /// Of the configuration.
    var deployment: RedisDeployment
    /// How many replicas have to confirm a commit.
    var confirmations: Int
    /// Withheld: why nobody answers. Everything else is unknown then.
    var connection: Answer<Connection>
    var greeting: Answer<Greeting> = .withheld("not asked")
    var masters: [Master] = []
    var rights: Answer<[AccessProbe: AccessProbe.Outcome]> = .withheld("not asked")
    var info: Answer<ServerInfo> = .withheld("not asked")
    /// By the name of a setting.
    var settings: Answer<[String: String]> = .withheld("not asked")
    /// `nil` where it is none.
    var cluster: Cluster?
    var sentinels: [Sentinel] = []
    /// How far the store's clock is ahead of this host's, in milliseconds.
    var clockDifference: Answer<Int64> = .withheld("not asked")
    /// `nil`: the namespace was never made.
    /// Entries that cannot be read.
    var damage: Answer<StoreDamage> = .withheld("not asked")
    var contents: Answer<StoreUsage?> = .withheld("not asked")
}
