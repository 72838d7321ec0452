/// Counts of the last `count` stretches of `width` nanoseconds each. An outcome is placed by its own time, so one that
/// arrives late lands where it belongs; what is older than the ring is refused.
struct BucketRing: Sendable, Equatable {
    let width: UInt64
    let count: Int
    /// Lanes: calls, failures, squares, unused. Empty until the first outcome.
    var buckets: [SIMD4<Float>] = []
    /// Number (time / width) of the newest bucket.
    var newest: UInt64 = 0
    var failing = FailingUnits()

    init(width: UInt64, count: Int) {
        self.width = width
        self.count = count
    }

    /// Whether there was room for it. `unit` 0: none said.
    mutating func add(_ tally: Tally, unit: UInt64, at time: UInt64) {
        let number = time / width
        if buckets.isEmpty {
            buckets = Array(repeating: .zero, count: count)
            newest = number
        } else if number > newest {
            advance(to: number)
        } else if newest - number >= UInt64(count) {
            return
        }
        let slot = Int(number % UInt64(count))
        buckets[slot] += SIMD4(Float(tally.calls), Float(tally.failures), Float(tally.squares), 0)
        if unit != 0, tally.failures > 0 {
            failing.add(Float(tally.failures), by: unit, slot: UInt32(slot))
        }
    }

    private mutating func advance(to number: UInt64) {
        for step in 1...min(number - newest, UInt64(count)) {
            let slot = Int((number - step + 1) % UInt64(count))
            buckets[slot] = .zero
            failing.clear(slot: UInt32(slot))
        }
        newest = number
    }

    /// Numbers of the buckets that the last `length` nanoseconds consist of: the one `now` falls into and those before.
    private func numbers(of length: UInt64, now: UInt64) -> ClosedRange<UInt64>? {
        guard !buckets.isEmpty else { return nil }
        let last = min(newest, now / width)
        let first = max((now / width + 1).since(length / width), (newest + 1).since(UInt64(count)))
        return first <= last ? first...last : nil
    }

    func tally(last length: UInt64, now: UInt64) -> Tally {
        guard let numbers = numbers(of: length, now: now) else { return Tally() }
        var sum = SIMD4<Double>.zero
        var slot = Int(numbers.lowerBound % UInt64(count))
        for _ in 0...(numbers.upperBound - numbers.lowerBound) {
            sum += SIMD4<Double>(buckets[slot])
            slot = slot + 1 == count ? 0 : slot + 1
        }
        return Tally(calls: sum.x, failures: sum.y, squares: sum.z)
    }

    /// Adds up the failures of each unit in the last `length` nanoseconds.
    func addFailures(last length: UInt64, now: UInt64, to units: inout [UInt64: Double]) {
        guard let numbers = numbers(of: length, now: now) else { return }
        for entry in failing.entries {
            // The bucket's number is the one in reach whose slot this is.
            let behind = (newest % UInt64(count) + UInt64(count) - UInt64(entry.slot)) % UInt64(count)
            guard behind <= newest, numbers.contains(newest - behind) else { continue }
            units[entry.unit, default: 0] += Double(entry.weight)
        }
    }
}
