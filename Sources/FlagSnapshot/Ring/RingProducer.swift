internal import CSystemCalls

/// The writing side of a mapped ring, shared by all threads of a process. Borrows the mapping.
package struct RingProducer {
    let start: UnsafeMutableRawPointer
    let mask: UInt64

    typealias Field = RingLayout.Header

    /// - Parameters:
    ///   - start: of a ring of `cellCount` cells, mapped for writing.
    ///   - cellCount: what this process made it with, not what the file says now.
    package init(_ start: UnsafeMutableRawPointer, cellCount: UInt32) {
        self.start = start
        self.mask = UInt64(cellCount) &- 1
    }

    /// Keeps a record for the agent.
    ///
    /// - Parameter acknowledged: records that the agent is done with.
    /// - Returns: false where the ring is full; the drop is counted.
    package func append(_ record: some RingPayload, acknowledged: UInt64) -> Bool {
        var head = system_load_acquire(start + Field.head)
        while true {
            guard head &- acknowledged <= mask else {
                _ = system_add(start + Field.dropped, 1)
                return false
            }
            if system_compare_exchange(start + Field.head, head, head &+ 1) != 0 { break }
            head = system_load_acquire(start + Field.head)
        }
        RingCell.write(record, position: head, to: cell(head))
        return true
    }

    /// Tells the agent how far this process has read.
    ///
    /// - Parameter now: monotonic nanoseconds.
    package func noteRead(at now: UInt64, revision: UInt64) {
        if system_load_relaxed(start + Field.seenRevision) != revision {
            system_store_release(start + Field.seenAt, now)
            system_store_release(start + Field.seenRevision, revision)
        }
        system_store_release(start + Field.lastReadAt, now)
    }

    func cell(_ position: UInt64) -> UnsafeMutableRawPointer {
        start + RingLayout.headerSize + Int(truncatingIfNeeded: position & mask) &* RingLayout.cellSize
    }
}
