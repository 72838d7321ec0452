import Synchronization

/// How many bytes of request bodies the server may still take in.
final class BodyBudget: Sendable {
    private let left: Atomic<Int>

    init(_ bytes: Int) { left = Atomic(bytes) }

    func take(_ bytes: Int) -> Bool {
        let remaining = left.subtract(bytes, ordering: .relaxed).newValue
        if remaining >= 0 { return true }
        left.add(bytes, ordering: .relaxed)
        return false
    }

    func giveBack(_ bytes: Int) { left.add(bytes, ordering: .relaxed) }
}
