import FlagModel
import Synchronization

/// Which doors cannot be opened at this moment, and why. The agent reads, restricts and publishes without them.
final class DoorBoard: Sendable {
    private let reasons = Mutex<[Door: String]>([:])

    /// - Returns: whether that is news.
    func closed(_ door: Door, _ reason: String) -> Bool {
        reasons.withLock { $0.updateValue(reason, forKey: door) != reason }
    }

    /// - Returns: whether it had been closed.
    func opened(_ door: Door) -> Bool { reasons.withLock { $0.removeValue(forKey: door) != nil } }

    /// Names and reasons, in the order of names.
    var closed: [(name: String, reason: String)] {
        reasons.withLock { $0 }.map { ($0.key.name, $0.value) }.sorted { $0.name < $1.name }
    }

    /// For `GET /livez`, a line each.
    var lacks: [String] { closed.map { "without \($0.name): \($0.reason)" } }

    var json: JSONValue { .array(closed.map { ["door": .string($0.name), "reason": .string($0.reason)] }) }
}
