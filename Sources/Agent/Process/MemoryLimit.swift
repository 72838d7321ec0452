/// How much memory the control group of this process may use, its files in memory among it: what a container's limit and
/// a unit's `MemoryMax` come to.
enum MemoryLimit {
    private static let root = "/sys/fs/cgroup"

    /// Bytes; `nil` where nothing limits it, or nobody says.
    static func ofProcess(read: (String) -> String? = Self.text) -> Int? {
        guard let groups = read("/proc/self/cgroup") else { return nil }
        return groups.split(separator: "\n").flatMap { line -> [Int] in
            let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
            guard parts.count == 3 else { return [] }
            if parts[1].isEmpty { return limits(root, parts[2], "memory.max", read) }
            guard parts[1].split(separator: ",").contains("memory") else { return [] }
            return limits("\(root)/memory", parts[2], "memory.limit_in_bytes", read)
        }.min()
    }

    /// Of the group and all above it. In a container the path may be that of the host: then its root counts.
    private static func limits(
        _ root: String, _ path: Substring, _ file: String, _ read: (String) -> String?
    ) -> [Int] {
        var folder = root
        var found: [Int] = []
        for part in [""] + path.split(separator: "/").map({ "/\($0)" }) {
            folder += part
            let text = read("\(folder)/\(file)")?.prefix { !$0.isWhitespace }
            // Without a limit the first version has one near the end of the numbers, the second says "max".
            if let bytes = text.flatMap({ Int($0) }), bytes > 0, bytes < 1 << 60 { found.append(bytes) }
        }
        return found
    }

    private static func text(_ path: String) -> String? {
        (try? AtomicFile.read(path, limit: 1 << 16))?.map { String(decoding: $0, as: UTF8.self) }
    }
}
