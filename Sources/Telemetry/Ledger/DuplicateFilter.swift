// An id that another process used is no duplicate of one's own: who read it somewhere could otherwise report it first
// and hide the true record. And who reports very many ids may not push out those of others.

/// Remembers the calls taken in last, of each reporter in two generations: when the younger is full, the older is
/// forgotten. So the last `share` calls of a reporter are known as long as all of them together find room.
struct DuplicateFilter: Sendable, Equatable {
    struct Calls: Sendable, Equatable {
        var younger: Set<UInt64> = []
        var older: Set<UInt64> = []

        var count: Int { younger.count + older.count }

        mutating func age() {
            older = younger
            younger = []
        }

        /// Whether `call` is new, and by how many the calls remembered are more now.
        mutating func insert(_ call: UInt64, share: Int) -> (isNew: Bool, change: Int) {
            if older.contains(call) || !younger.insert(call).inserted { return (false, 0) }
            guard younger.count >= share else { return (true, 1) }
            let forgotten = older.count
            age()
            return (true, 1 - forgotten)
        }
    }

    /// Calls remembered at most, of all reporters.
    let limit: Int
    /// Calls of one reporter in one generation.
    let share: Int
    private(set) var reporters: [UInt128: Calls] = [:]
    private(set) var count = 0

    init(limit: Int = 131_072) {
        self.limit = max(8, limit)
        share = max(1, limit / 8)
    }

    /// Whether `call` is new to the reporter; it is remembered from now on.
    mutating func insert(_ call: UInt64, of reporter: UInt128) -> Bool {
        let (isNew, change) = reporters[reporter, default: Calls()].insert(call, share: share)
        count += change
        if count > limit { makeRoom() }
        return isNew
    }

    /// Ages those who hold more than half of a fair part, until a quarter is free: each time at least that much work
    /// lies between two of these rounds.
    private mutating func makeRoom() {
        while count > limit / 4 * 3 {
            let part = limit / reporters.count / 2
            for (reporter, calls) in reporters where calls.count > part {
                var calls = calls
                calls.age()
                reporters[reporter] = calls.count == 0 ? nil : calls
            }
            count = reporters.values.reduce(0) { $0 + $1.count }
        }
    }

    /// The reporter is gone.
    mutating func forget(_ reporter: UInt128) {
        guard let calls = reporters.removeValue(forKey: reporter) else { return }
        count -= calls.count
    }
}
