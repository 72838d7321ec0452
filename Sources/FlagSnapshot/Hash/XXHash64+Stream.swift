#if !hasFeature(Embedded)

    extension XXHash64 {
        /// The hash of a text that comes piece by piece.
        struct Stream {
            private let seed: UInt64
            private var lanes: Lanes
            private var total = 0
            /// What makes no whole stripe yet.
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
                    rest.withUnsafeBytes { lanes.take(Bytes($0).start) }
                    rest.removeAll(keepingCapacity: true)
                }
                let bytes = Bytes(UnsafeRawBufferPointer(rebasing: left))
                let whole = bytes.count - bytes.count % stripe
                for offset in stride(from: 0, to: whole, by: stripe) { lanes.take(bytes.start + offset) }
                rest.append(contentsOf: left.dropFirst(whole))
            }

            var hash: UInt64 {
                rest.withUnsafeBytes {
                    finish(total < stripe ? seed &+ prime5 : lanes.merged, Bytes($0), total: total)
                }
            }
        }
    }

#endif
