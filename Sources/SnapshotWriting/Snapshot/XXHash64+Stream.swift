internal import FlagSnapshot

extension XXHash64 {
    /// The hash of a text that comes piece by piece.
    struct Stream {
        private let seed: UInt64
        private var lanes: Lanes
        private var total = 0
        /// Bytes that make no whole stripe yet.
        private var rest: [UInt8] = []

        init(seed: UInt64) {
            self.seed = seed
            lanes = Lanes(seed: seed)
        }

        mutating func add(_ piece: UnsafeRawBufferPointer) {
            total += piece.count
            var left = piece[...]
            if !rest.isEmpty {
                let missing = left.prefix(stripe - rest.count)
                rest.append(contentsOf: missing)
                left = left.dropFirst(missing.count)
                guard rest.count == stripe else { return }
                _ = rest.withUnsafeBytes { lanes.takeStripes(of: Bytes($0)) }
                rest.removeAll(keepingCapacity: true)
            }
            rest.append(contentsOf: lanes.takeStripes(of: Bytes(UnsafeRawBufferPointer(rebasing: left))).buffer)
        }

        var hash: UInt64 {
            rest.withUnsafeBytes {
                finish(total < stripe ? seed &+ prime5 : lanes.merged, Bytes($0), total: total)
            }
        }
    }
}
