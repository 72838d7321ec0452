/// Snapshot files of earlier generations that still lie in the runtime directory. A reader that is about to open one may
/// find it gone: it then looks at the control page again.
struct SupersededSnapshots {
    /// How long a file stays after another took its place, so that hardly any reader finds it gone: nanoseconds. What was
    /// redacted is gone with it.
    static let grace: UInt64 = 3_000_000_000
    /// Bytes of all of them together while another snapshot is being written.
    static let byteBudget = 8 << 20

    private struct File {
        var generation: UInt64
        var bytes: Int
        var at: UInt64
    }

    private var files: [File] = []

    var bytes: Int { files.reduce(0) { $0 + $1.bytes } }

    /// Notes one whose place another has just taken.
    mutating func add(_ generation: UInt64, bytes: Int, at now: UInt64) {
        files.append(File(generation: generation, bytes: bytes, at: now))
    }

    /// Takes out those whose time is over.
    mutating func takeExpired(at now: UInt64) -> [UInt64] {
        take { now &- $0.at >= Self.grace }
    }

    /// Takes out, oldest first, what has to go before another snapshot is written.
    ///
    /// - Parameter current: bytes of the one that is read now; it will be superseded then.
    mutating func takeForRoom(current: Int) -> [UInt64] {
        var together = current + bytes
        return take { file in
            guard together > Self.byteBudget else { return false }
            together -= file.bytes
            return true
        }
    }

    /// Takes out every one.
    mutating func takeAll() -> [UInt64] { take { _ in true } }

    private mutating func take(_ isOver: (File) -> Bool) -> [UInt64] {
        var taken: [UInt64] = []
        files.removeAll { file in
            guard isOver(file) else { return false }
            taken.append(file.generation)
            return true
        }
        return taken
    }
}
