internal import CSystemCalls

// A ring whose file is gone goes on in another file of the same size, at the same positions.

extension RingProducer {
    /// Records reserved so far.
    package var head: UInt64 { system_load_acquire(start + Field.head) }

    /// Copies the records from a position on into a new ring's mapping, which nobody uses yet.
    ///
    /// A record that is only reserved is left out, and its cell stays one that is never published.
    ///
    /// - Parameters:
    ///   - position: records that the agent is done with. Beyond what the ring can hold, nothing is copied.
    ///   - successor: a ring of as many cells, with its header written.
    /// - Returns: positions of the first record copied and of the one after the last.
    package func copy(
        from position: UInt64, to successor: UnsafeMutableRawPointer
    ) -> (first: UInt64, end: UInt64) {
        let end = head
        let first = position <= end && end &- position <= mask &+ 1 ? position : end
        var next = first
        while next != end {
            let source = cell(next)
            if system_load_acquire(source + RingLayout.Cell.sequence) == next &+ 1 {
                (successor + (source - start)).copyMemory(from: source, byteCount: RingLayout.cellSize)
            }
            next &+= 1
        }
        successor.put(first, Field.first)
        successor.put(end, Field.head)
        successor.put(system_load_relaxed(start + Field.dropped), Field.dropped)
        return (first, end)
    }

    /// What is published at the position.
    package func content(at position: UInt64) -> RingConsumer.Content {
        RingConsumer.decode(
            UnsafeRawBufferPointer(start: cell(position), count: RingLayout.cellSize), sequence: position &+ 1)
    }
}
