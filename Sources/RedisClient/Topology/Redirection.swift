/// What a server says instead of running a command. It did not run it, so it may be sent again.
enum Redirection: Equatable {
    /// Another node serves the slot, for good. `nil`: it does not say where.
    case moved(RedisEndpoint?)
    /// Another node has this key already; the slot is on its way there.
    case ask(RedisEndpoint)
    /// This server is no master (any more).
    case demoted
    /// Nobody can run it right now.
    case later

    init?(_ error: String) {
        let words = error.split(separator: " ", maxSplits: 3, omittingEmptySubsequences: true)
        switch words.first {
        case "MOVED" where words.count >= 3: self = .moved(RedisEndpoint(announced: words[2]))
        case "ASK" where words.count >= 3:
            guard let endpoint = RedisEndpoint(announced: words[2]) else { return nil }
            self = .ask(endpoint)
        case "READONLY": self = .demoted
        case "TRYAGAIN", "CLUSTERDOWN", "LOADING", "MASTERDOWN": self = .later
        default: return nil
        }
    }

    /// How often one command is sent again before its sender gets the server's error. A name that leads to a replica
    /// once more will not lead anywhere else at once.
    var limit: Int { self == .demoted ? 1 : 12 }

    /// Nanoseconds to wait before the command is sent again, the `count`-th time (from 0): at once first, then at
    /// pauses that double from 10 ms to 640.
    static func pause(before count: Int) -> UInt64 {
        count <= 0 ? 0 : 10_000_000 << UInt64(min(count - 1, 6))
    }
}
