internal import CSystemCalls

/// What belongs to one process and must not be taken over by a forked child: a page that reads as zeroes there. The
/// child then draws its own ids and makes its own ring.
struct ProcessPage {
    let start: UnsafeMutableRawPointer

    private enum Word {
        static var token: Int { 0 }
        static var lock: Int { 64 }
        static var ring: Int { 128 }
        static var ringLineage: Int { 136 }
        static var nextRing: Int { 144 }
        static var formerRing: Int { 152 }
        static var lastBeat: Int { 160 }
    }

    static var size: Int { 4096 }

    /// `nil` where the kernel has no such page.
    init?() {
        guard let start = system_map_wiped_on_fork() else { return nil }
        self.start = start
    }

    /// Not 0, and another one in every process; 0 in a child that has drawn none yet.
    @inline(__always)
    var token: UInt64 { system_load_relaxed(start + Word.token) }

    /// The process's token, drawn if it has none.
    func drawToken() -> UInt64 {
        _ = system_compare_exchange(start + Word.token, 0, Self.random() | 1)
        return token
    }

    static func random() -> UInt64 {
        var word: UInt64 = 0
        if system_random(&word, 8) < 0 {
            // No chance to be had: time and process keep ids apart well enough.
            word = system_monotonic() &* 0x9E37_79B9_7F4A_7C15 ^ UInt64(system_process()) &<< 40
        }
        return word
    }

    /// Takes the process's one lock, without waiting.
    var isLocked: Bool { system_load_relaxed(start + Word.lock) != 0 }
    func tryLock() -> Bool { system_compare_exchange(start + Word.lock, 0, 1) != 0 }
    func unlock() { system_store_release(start + Word.lock, 0) }

    var ring: UnsafeMutablePointer<RingFile>? {
        let address = UInt(truncatingIfNeeded: system_load_acquire(start + Word.ring))
        return UnsafeMutablePointer(bitPattern: address)
    }

    /// Call with the lock held.
    func set(ring: UnsafeMutablePointer<RingFile>?, lineage: UInt64) {
        system_store_release(start + Word.ringLineage, lineage)
        system_store_release(start + Word.ring, UInt64(UInt(bitPattern: ring)))
    }

    /// Lineage of the control page beside which the ring was made.
    var ringLineage: UInt64 { system_load_acquire(start + Word.ringLineage) }

    /// A ring that has a successor and may have got a record since.
    var formerRing: UnsafeMutablePointer<RingFile>? {
        get {
            UnsafeMutablePointer(bitPattern: UInt(truncatingIfNeeded: system_load_acquire(start + Word.formerRing)))
        }
        nonmutating set { system_store_release(start + Word.formerRing, UInt64(UInt(bitPattern: newValue))) }
    }

    /// The last heartbeat of the control page that was replaced last; 0: none.
    var lastBeat: UInt64 {
        get { system_load_relaxed(start + Word.lastBeat) }
        nonmutating set { system_store_relaxed(start + Word.lastBeat, newValue) }
    }

    /// When to try for a ring again, or to look after the former one.
    var nextRing: UInt64 {
        get { system_load_relaxed(start + Word.nextRing) }
        nonmutating set { system_store_relaxed(start + Word.nextRing, newValue) }
    }
}
