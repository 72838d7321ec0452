// The allocator of a process that works hard for a moment, at a load, and then rests for hours. Left to itself, glibc
// gives each thread a heap of its own and learns from the first large buffer to keep large buffers: half of what an
// agent had was free and not given back.

#if canImport(Glibc)
    import CMalloc
#endif

package enum ProcessMemory {
    /// Buffers from this size on are mapped, and so given back when they are freed.
    private static let mappedBytes: Int32 = 128 << 10

    /// To be called before the process has threads.
    package static func prepare() {
        #if canImport(Glibc)
            _ = mallopt(M_ARENA_MAX, 1)
            _ = mallopt(M_MMAP_THRESHOLD, mappedBytes)
            _ = mallopt(M_TRIM_THRESHOLD, mappedBytes)
        #endif
    }

    /// Hands free pages to the kernel; takes about a millisecond.
    static func giveBack() {
        #if canImport(Glibc)
            _ = malloc_trim(0)
        #endif
    }
}
