// Entries of a store that cannot be read, as people are told of them: each by its name, with what it does and what to do.

/// What was found to be damaged in a namespace.
package struct StoreDamage: Sendable, Equatable {
    /// Entries that loads, fleets and counters stumble over.
    package var faults: [StoreLoad.Fault]

    package init(_ faults: [StoreLoad.Fault]) { self.faults = faults }

    /// So many are named; more of them are counted.
    private static let shown = 50

    package var findings: [StoreFinding] {
        guard !faults.isEmpty else { return [StoreFinding(.ok, "contents", "every entry can be read")] }
        let findings = faults.prefix(Self.shown).map { fault in
            StoreFinding(
                fault.name.hasPrefix("presence") ? .warning : .error, "contents", "\(fault.name): \(fault.reason)",
                advice: Self.advice(fault.name))
        }
        guard faults.count > Self.shown else { return findings }
        return findings + [StoreFinding(.error, "contents", "and \(faults.count - Self.shown) more damaged entries")]
    }

    private static func advice(_ name: String) -> String {
        if name.hasPrefix("state/") {
            let key = name.dropFirst("state/".count)
            return "it restricts all the same; look who wrote it (flagpost history), then flagpost restore \(key)"
        }
        if name.hasPrefix("presence") {
            return "it is left out; agents announce themselves anew. Find out whose password wrote it, and change that"
        }
        if name.hasPrefix("meta") {
            return "the next kill, restore or apply works a counter out anew"
        }
        if name.hasPrefix("index") || name.hasPrefix("schedule") {
            return "an administrator removes it, or restores a backup; change the password that wrote it"
        }
        if name.hasPrefix("log") {
            return "export the log, and restore a backup; kills and restores go through meanwhile"
        }
        return "hosts keep its last form; apply it again"
    }
}
