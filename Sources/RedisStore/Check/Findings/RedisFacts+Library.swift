import FlagStore

extension RedisFacts {
    private static let advice = FunctionCaller.LoadedLibrary.advice

    /// The worst that is said of any master.
    var libraryFinding: StoreFinding {
        let findings = masters.map(finding)
        for status in [StoreFinding.Status.error, .unknown, .warning] {
            if let finding = findings.first(where: { $0.status == status }) { return finding }
        }
        return findings.first ?? .untold("library", "whether a master has the functions", because: "none is known")
    }

    private func finding(_ master: Master) -> StoreFinding {
        let place = masters.count > 1 ? " on \(master.name)" : ""
        switch master.library {
        case .missing:
            return StoreFinding(
                .error, "library", "there is none\(place): nothing can be read or changed", advice: Self.advice)
        case .unusable(let reason):
            return StoreFinding(
                .error, "library", "functions cannot be called\(place): \(reason)",
                advice: "use a Redis 7.0 or newer with functions, as a user who may FCALL and FCALL_RO")
        case .loaded(let library):
            let version = library.version
            guard library.serves else {
                return StoreFinding(
                    .error, "library",
                    "version \(version)\(place) serves \(library.served), and this flagpost speaks "
                        + "\(FunctionLibrary.protocolNumber)",
                    advice: version < FunctionLibrary.version ? Self.advice : "upgrade flagpost on this host")
            }
            if version < FunctionLibrary.version {
                return StoreFinding(
                    .warning, "library",
                    "version \(version)\(place) is older than this flagpost's, \(FunctionLibrary.version), and works",
                    advice: Self.advice)
            }
            return StoreFinding(
                .ok, "library",
                version == FunctionLibrary.version
                    ? "version \(version)" + (masters.count > 1 ? " on all \(masters.count) masters" : "")
                    : "version \(version)\(place), newer than this flagpost's, \(FunctionLibrary.version), and serves it"
            )
        }
    }
}
