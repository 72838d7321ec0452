// The one place where the agent asks what time it is; everything below is told.

#if canImport(Glibc)
    import Glibc
#endif

enum HostClock {
    /// `CLOCK_MONOTONIC` nanoseconds: shared with the services of this host, so that their records compare.
    static func monotonic() -> UInt64 { read(CLOCK_MONOTONIC) }

    static func unixMilliseconds() -> UInt64 { read(CLOCK_REALTIME) / 1_000_000 }

    static func unixMillisecondsWithFraction() -> Double { Double(read(CLOCK_REALTIME)) / 1e6 }

    /// Names this boot: monotonic times of another boot mean nothing.
    static func bootID() -> String {
        let bytes = (try? AtomicFile.read("/proc/sys/kernel/random/boot_id", limit: 1 << 16)) ?? nil
        return String(decoding: bytes ?? [], as: UTF8.self).filter { !$0.isWhitespace }
    }

    private static func read(_ clock: clockid_t) -> UInt64 {
        var time = timespec()
        clock_gettime(clock, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }
}
