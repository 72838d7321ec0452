import FlagStore

extension RedisFacts {
    var memoryFindings: [StoreFinding] {
        [evictionFinding, roomFinding]
    }

    private var evictionFinding: StoreFinding {
        guard let policy = info.value?["maxmemory_policy"] ?? settings.value?["maxmemory-policy"] else {
            return .untold("eviction", "what is dropped when memory is short", because: reasonForNoInfo)
        }
        switch policy {
        case "noeviction":
            return StoreFinding(.ok, "eviction", "noeviction: nothing is dropped to make room")
        case let policy where policy.hasPrefix("volatile-"):
            return StoreFinding(
                .warning, "eviction",
                "\(policy) may drop the ids of recent commits: one sent again after that could be made twice",
                advice: "set maxmemory-policy noeviction, and keep caches in another Redis")
        default:
            return StoreFinding(
                .error, "eviction", "\(policy) drops any key when memory is short, flags, kills and the log included",
                advice: "set maxmemory-policy noeviction, and keep caches in another Redis")
        }
    }

    private var roomFinding: StoreFinding {
        guard let used = info.value?.number("used_memory"), let most = info.value?.number("maxmemory") else {
            return .untold("memory", "how much is left", because: reasonForNoInfo)
        }
        let usedText = Self.megabytes(used)
        guard most > 0 else { return StoreFinding(.ok, "memory", "\(usedText) used, no maxmemory") }
        let text = "\(usedText) of \(Self.megabytes(most)) used"
        if used >= most {
            return StoreFinding(
                .error, "memory", text + ": commits are refused, only restrictions go through",
                advice: "raise maxmemory, or make room")
        }
        // Not as a quotient: the values are the server's.
        if Double(used) > 0.8 * Double(most) {
            return StoreFinding(
                .warning, "memory", text + "; at the limit commits are refused, only restrictions go through",
                advice: "raise maxmemory, or make room")
        }
        return StoreFinding(.ok, "memory", text)
    }

    var reasonForNoInfo: String {
        if case .withheld(let reason) = info { return reason }
        return "INFO leaves it out"
    }

    private static func megabytes(_ bytes: Int64) -> String {
        bytes < 10 << 20 ? "\(bytes >> 10) KiB" : "\(bytes >> 20) MiB"
    }
}
