// The metrics that every client library of Prometheus has of its process, under the names that dashboards know.

import Telemetry

#if canImport(Glibc)
    import Glibc
#endif

/// The agent's own processor time, memory and files, as the kernel counts them.
struct ProcessReadings: Sendable {
    /// Unix seconds at which the process started; `nil` if the kernel does not tell.
    private let startedAt: Double?

    init() { startedAt = Self.startTime() }

    /// Shows what can be read; the rest is left out.
    func show(in metrics: inout MetricRegistry) {
        if let startedAt { metrics.set(startedAt, of: .processStart) }
        var usage = rusage()
        if getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage) == 0 {
            let seconds = Double(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec)
            metrics.set(seconds + Double(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6, of: .processCPU)
        }
        let pages = Self.words(of: "/proc/self/statm").prefix(2).compactMap { Double($0) }
        if pages.count == 2 {
            metrics.set(pages[0] * Double(sysconf(Int32(_SC_PAGESIZE))), of: .processVirtual)
            metrics.set(pages[1] * Double(sysconf(Int32(_SC_PAGESIZE))), of: .processResident)
        }
        if let files = DirectoryListing.names(in: "/proc/self/fd") {
            // One of them was this listing's own.
            metrics.set(Double(max(0, files.count - 1)), of: .processDescriptors)
        }
        var limit = rlimit()
        if getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 {
            metrics.set(Double(limit.rlim_cur), of: .processDescriptorLimit)
        }
    }

    /// Boot time, and the ticks from there to the start: field 22 of `stat`, the 20th after the name in brackets.
    private static func startTime() -> Double? {
        let stat = text("/proc/self/stat")
        let afterName = stat.lastIndex(of: ")").map { stat[stat.index(after: $0)...] } ?? ""
        let fields = afterName.split(separator: " ")
        let boot = text("/proc/stat").split(separator: "\n").first { $0.hasPrefix("btime ") }
        guard fields.count > 19, let ticks = Double(fields[19]), let booted = boot.flatMap({ Double($0.dropFirst(6)) })
        else { return nil }
        return booted + ticks / Double(sysconf(Int32(_SC_CLK_TCK)))
    }

    private static func words(of path: String) -> [Substring] { text(path).split(separator: " ") }

    private static func text(_ path: String) -> String {
        String(decoding: ((try? AtomicFile.read(path, limit: 1 << 20)) ?? nil) ?? [], as: UTF8.self)
    }
}
