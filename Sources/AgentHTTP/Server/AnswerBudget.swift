import Synchronization

/// How many bytes of answers that their clients have not read an endpoint may hold.
final class AnswerBudget: Sendable {
    /// Shorter answers cost nothing: health and problems are always told.
    private static let free = 4 << 10

    private let limit: Int
    private let held = Atomic(0)

    init(_ bytes: Int) { limit = bytes }

    /// What an answer takes from the budget; `nil` where there is no room for it now. One that is longer than the whole
    /// budget goes out while no other is held.
    func take(_ bytes: Int) -> Int? {
        guard bytes > Self.free else { return 0 }
        let before = held.add(bytes, ordering: .relaxed).oldValue
        if before == 0 || before + bytes <= limit { return bytes }
        giveBack(bytes)
        return nil
    }

    func giveBack(_ bytes: Int) { held.subtract(bytes, ordering: .relaxed) }
}
