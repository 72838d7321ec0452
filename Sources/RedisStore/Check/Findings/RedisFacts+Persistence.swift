import FlagStore

extension RedisFacts {
    private static let advice = "set appendonly yes, and appendfsync always or everysec"

    /// What a crash or a restart of the server takes with it.
    var persistenceFinding: StoreFinding {
        guard let info = info.value, let appends = info.number("aof_enabled") else {
            return .untold("persistence", "what survives a restart of the server", because: reasonForNoInfo)
        }
        if let failure = failedWrite(info) { return failure }
        return appends == 1 ? appendOnlyFinding : snapshotFinding(info)
    }

    private func failedWrite(_ info: ServerInfo) -> StoreFinding? {
        for (name, what) in [("aof_last_write_status", "append-only file"), ("rdb_last_bgsave_status", "snapshot")] {
            guard let status = info[name], status != "ok" else { continue }
            return StoreFinding(
                .error, "persistence", "the last write of the \(what) failed (\(name):\(status))",
                advice: "look for a full or broken disk in the server's log")
        }
        return nil
    }

    private var appendOnlyFinding: StoreFinding {
        switch settings.value?["appendfsync"] {
        case "always": StoreFinding(.ok, "persistence", "append-only file, synced before a change is acknowledged")
        case "everysec":
            StoreFinding(.ok, "persistence", "append-only file, synced each second: a crash can take the last one")
        case "no":
            StoreFinding(
                .warning, "persistence", "append-only file, synced when the system likes: a crash can take 30 seconds",
                advice: Self.advice)
        default:
            .untold("persistence", "append-only file; how often it is synced", because: reasonForNoSettings)
        }
    }

    private func snapshotFinding(_ info: ServerInfo) -> StoreFinding {
        guard let points = settings.value?["save"] else {
            return StoreFinding(
                .warning, "persistence",
                "no append-only file; whether snapshots are taken is not told: \(reasonForNoSettings)",
                advice: Self.advice)
        }
        guard !points.isEmpty else {
            return StoreFinding(
                .error, "persistence", "none: a restart of the server loses every flag, kill and approval",
                advice: Self.advice)
        }
        let changes = info.number("rdb_changes_since_last_save").map { ", \($0) changes now" } ?? ""
        return StoreFinding(
            .warning, "persistence", "snapshots only: a crash loses everything since the last one\(changes)",
            advice: Self.advice)
    }

    var reasonForNoSettings: String {
        if case .withheld(let reason) = settings { return reason }
        return "CONFIG leaves it out"
    }
}
