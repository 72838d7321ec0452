/// Remembers the calls taken in last, in two generations of bounded size: when the younger is full, the older is
/// forgotten. So the last `capacity` calls are always known, and never more than twice as many.
struct DuplicateFilter: Sendable, Equatable {
    let capacity: Int
    var younger: Set<UInt64> = []
    var older: Set<UInt64> = []

    init(capacity: Int = 32_768) { self.capacity = max(1, capacity) }

    /// Whether `call` is new; it is remembered from now on.
    mutating func insert(_ call: UInt64) -> Bool {
        if older.contains(call) || !younger.insert(call).inserted { return false }
        if younger.count >= capacity {
            older = younger
            younger = []
        }
        return true
    }
}
