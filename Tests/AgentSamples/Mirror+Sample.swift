package import AgentCore
package import FlagModel
import FlagSnapshot
package import FlagStore
package import SnapshotWriting

extension Mirror {
    /// After these loads, everything compiled after each.
    package init(_ loads: [StoreLoad]) {
        self.init()
        for load in loads { _ = follow(load) }
    }

    /// As it is kept.
    package var lastGood: JSONValue {
        get throws {
            var file: [UInt8] = []
            writeLastGood { file += $0 }
            return try JSONValue.parse(file)
        }
    }

    /// Takes a load and compiles; returns what was compiled, in order.
    package mutating func follow(_ load: StoreLoad) -> [String] {
        _ = take(load)
        return compileAll()
    }

    @discardableResult
    package mutating func compileAll() -> [String] {
        var compiled: [String] = []
        while true {
            let waiting = nextPending()
            if waiting.isEmpty { return compiled }
            for pending in waiting {
                settle(pending, pending.compile(in: documents))
                compiled.append("\(pending.document.id)")
            }
        }
    }

    /// By the store's state alone.
    package func entry(of key: String) -> OverrideEntry {
        OverrideEntry(RestrictionLadder(state: effectiveState(of: key), own: []), hash: KeyHash.of)
    }
}
