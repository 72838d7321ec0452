/// How much of a namespace's limits is used.
package struct StoreUsage: Sendable, Equatable {
    package var documents: Int64
    /// Of all live documents.
    package var bytes: Int64
    /// `nil`: not known.
    package var logRecords: Int64?

    package init(documents: Int64, bytes: Int64, logRecords: Int64?) {
        self.documents = documents
        self.bytes = bytes
        self.logRecords = logRecords
    }

    package func findings(in namespace: String) -> [StoreFinding] {
        [contents(namespace), log]
    }

    private func contents(_ namespace: String) -> StoreFinding {
        let text =
            "\(namespace) has \(documents) of \(StoreLimits.documents) documents, "
            + "\(bytes >> 20) of \(StoreLimits.namespaceBytes >> 20) MiB"
        guard Self.isNear(documents, StoreLimits.documents) || Self.isNear(bytes, StoreLimits.namespaceBytes) else {
            return StoreFinding(.ok, "namespace", text)
        }
        return StoreFinding(
            .warning, "namespace", text + "; beyond that nothing is taken",
            advice: "delete what no service asks for, or use another namespace")
    }

    private var log: StoreFinding {
        guard let logRecords else {
            return StoreFinding(.unknown, "log", "how many changes it holds is not told")
        }
        let text = "\(logRecords) of \(StoreLimits.logRecords) records"
        let advice = "flagpost audit export --trim"
        if logRecords >= StoreLimits.logRecords {
            return StoreFinding(
                .error, "log", text + ": full, and nothing but restrictions is taken", advice: advice)
        }
        guard Self.isNear(logRecords, StoreLimits.logRecords) else { return StoreFinding(.ok, "log", text) }
        return StoreFinding(
            .warning, "log", text + "; when it is full, nothing but restrictions is taken", advice: advice)
    }

    /// More than four fifths.
    private static func isNear(_ value: Int64, _ limit: Int) -> Bool { value > Int64(limit) / 5 * 4 }
}
