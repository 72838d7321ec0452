#if canImport(Glibc)
    import Glibc
#endif

/// What the kernel says of another process.
enum ProcessState {
    /// Whether somebody has stopped the process, by a signal or a debugger; false where that cannot be seen.
    /// - Parameter process: its number here; 0 where it belongs to a space of numbers that is not seen from here.
    static func isStopped(_ process: pid_t) -> Bool {
        guard process > 0 else { return false }
        let descriptor = open("/proc/\(process)/stat", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 256)
        let count = read(descriptor, &bytes, bytes.count)
        // `number (name) state …`, and the name may hold anything.
        guard count > 0, let end = bytes[..<count].lastIndex(of: UInt8(ascii: ")")), end + 2 < count else {
            return false
        }
        return bytes[end + 2] == UInt8(ascii: "T") || bytes[end + 2] == UInt8(ascii: "t")
    }
}
