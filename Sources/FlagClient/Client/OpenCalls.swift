internal import CSystemCalls
internal import FlagSnapshot

/// The calls of a client that have begun and not ended: closing it ends them as cancelled, because what nobody ends counts
/// as lost. All threads share it, without a lock. What finds no room within a few places is not followed.
struct OpenCalls {
    private let start: UnsafeMutableRawPointer

    /// A place is free (0), being changed (1), or holds a call of the process with that token. A forked child has another
    /// token: its parent's calls are none of its own.
    private enum Place {
        static var state: Int { 0 }
        static var record: Int { 64 }
        static var size: Int { 256 }
    }

    private static var changing: UInt64 { 1 }
    private static var count: UInt64 { 1_024 }
    /// The place before the first has a count of the calls that have come, to spread them.
    private static var size: Int { (Int(count) &+ 1) &* Place.size }
    private static var attempts: UInt64 { 8 }

    /// `nil` where there is no memory. What is never used takes none.
    init?() {
        guard MemoryLayout<RingRecord>.size <= Place.size &- Place.record, let start = system_map_private(Self.size)
        else { return nil }
        self.start = start
    }

    func unmap() { system_unmap(start, Self.size) }

    /// - Parameter record: of the call's begin.
    /// - Returns: its place, from 1; 0 where it is not followed.
    func add(_ record: RingRecord, token: UInt64) -> UInt32 {
        let first = system_add(start, 1)
        var attempt: UInt64 = 0
        while attempt < Self.attempts {
            let place = (first &+ attempt) % Self.count &+ 1
            let state = word(of: place)
            if system_compare_exchange(state, 0, Self.changing) != 0 {
                (state + Place.record).initializeMemory(as: RingRecord.self, to: record)
                system_store_release(state, token)
                return UInt32(truncatingIfNeeded: place)
            }
            attempt &+= 1
        }
        return 0
    }

    /// The call has ended. Nothing where the place has meanwhile become another one's.
    func remove(_ record: RingRecord, at place: UInt32, token: UInt64) {
        guard place > 0, UInt64(place) <= Self.count else { return }
        let state = word(of: UInt64(place))
        guard system_compare_exchange(state, token, Self.changing) != 0 else { return }
        let found = content(state)
        let isIt = found.decision == record.decision && found.attempt == record.attempt
        system_store_release(state, isIt ? 0 : token)
    }

    /// Takes all of them out.
    func takeAll(token: UInt64, _ body: (RingRecord) -> Void) {
        let last = min(system_load_relaxed(start) &+ Self.attempts, Self.count)
        var place: UInt64 = 1
        while place <= last {
            let state = word(of: place)
            if system_load_relaxed(state) == token, system_compare_exchange(state, token, Self.changing) != 0 {
                let found = content(state)
                system_store_release(state, 0)
                body(found)
            }
            place &+= 1
        }
    }

    private func word(of place: UInt64) -> UnsafeMutableRawPointer {
        start + Int(truncatingIfNeeded: place) &* Place.size
    }

    private func content(_ state: UnsafeMutableRawPointer) -> RingRecord {
        (state + Place.record).assumingMemoryBound(to: RingRecord.self).pointee
    }
}
