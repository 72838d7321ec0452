import FlagStore

extension SQLiteFacts {
    /// A commit needs some of it, and so does taking the write-ahead log back in.
    private static let leastFree: Int64 = 64 << 20

    func findings() -> [StoreFinding] {
        guard let file else {
            // It may well be there: nobody without the right to its folder can tell.
            if let obstacle {
                return [StoreFinding(.error, "file", obstacle.text, advice: obstacle.remedy)]
            }
            return [
                StoreFinding(
                    .error, "file", "there is none at \(path)",
                    advice: "if this is the store you mean: flagpost store init")
            ]
        }
        let first = [rights(of: file), room(of: file)]
        if let obstacle {
            return first + [StoreFinding(.error, "contents", obstacle.text, advice: obstacle.remedy)]
        }
        if let failure {
            return first + [
                StoreFinding(.error, "contents", "cannot be read: \(failure)", advice: "restore it from a backup")
            ]
        }
        return first + [layoutFinding, journalFinding, integrityFinding]
            + (usage?.findings(in: namespace) ?? [uninitialised]) + (damage?.findings ?? []) + [approvals]
    }

    private func rights(of file: File) -> StoreFinding {
        let text =
            "\(path), mode 0\(String(file.mode, radix: 8)), \(file.owner == user ? "yours" : "of user \(file.owner)")"
        if file.mode & 0o002 != 0 {
            return StoreFinding(
                .error, "file", text + ": everybody on this host may change every flag", advice: "chmod o-rwx \(path)")
        }
        if file.mode & 0o004 != 0 {
            return StoreFinding(
                .warning, "file", text + ": everybody on this host may read prompts", advice: "chmod o-rwx \(path)")
        }
        return StoreFinding(.ok, "file", text)
    }

    private func room(of file: File) -> StoreFinding {
        guard let free = file.freeBytes else { return StoreFinding(.unknown, "disk", "how much is left is not told") }
        let text = "\(file.bytes >> 20) MiB used, \(free >> 20) MiB free"
        guard free < max(Self.leastFree, file.bytes) else { return StoreFinding(.ok, "disk", text) }
        return StoreFinding(
            free == 0 ? .error : .warning, "disk", text + ": when it is full, nothing can be changed, no kill either",
            advice: "make room")
    }

    private var layoutFinding: StoreFinding {
        guard isFlagposts else {
            return StoreFinding(.error, "layout", "this is another program's file", advice: "name the store's own")
        }
        guard let layout else { return StoreFinding(.unknown, "layout", "not told") }
        if layout > SQLiteSchema.version {
            return StoreFinding(
                .error, "layout", "\(layout), newer than this flagpost's, \(SQLiteSchema.version)",
                advice: "upgrade flagpost on this host")
        }
        return StoreFinding(
            .ok, "layout",
            layout == SQLiteSchema.version
                ? "\(layout)" : "\(layout), brought up to \(SQLiteSchema.version) by the next command")
    }

    private var journalFinding: StoreFinding {
        journal == "wal"
            ? StoreFinding(.ok, "journal", "write-ahead log, synced with every commit")
            : StoreFinding(
                .warning, "journal", "\(journal ?? "unknown") instead of a write-ahead log: readers wait for writers",
                advice: "flagpost store init")
    }

    private var integrityFinding: StoreFinding {
        switch integrity {
        case "ok": StoreFinding(.ok, "integrity", "quick_check finds no damage")
        case let damage?:
            StoreFinding(.error, "integrity", "quick_check: \(damage)", advice: "restore it from a backup")
        case nil: StoreFinding(.unknown, "integrity", "quick_check was not run")
        }
    }

    private var uninitialised: StoreFinding {
        StoreFinding(
            .error, "namespace", "\(namespace) was never made here",
            advice: "if this is the store you mean: flagpost store init --namespace \(namespace)")
    }

    private var approvals: StoreFinding {
        StoreFinding(
            .warning, "approvals",
            "for practice only: whoever may write to the file may write anybody's approval into it",
            advice: "where two people must agree, use Redis with users of their own (flagpost store acl)")
    }
}
