/// The store a verb speaks to, and who named it.
struct StoreSelection: Equatable {
    enum Source: Equatable, CustomStringConvertible {
        case option, environment, settings, agent
        /// Where a copy goes.
        case copyOption

        var description: String {
            switch self {
            case .option: "from --store"
            case .copyOption: "from --to"
            case .environment: "from FLAGPOST_STORE"
            case .settings: "from \(HostPaths.settingsFile)"
            case .agent: "the one this host's agent uses"
            }
        }
    }

    /// As written: `redis://host:6379`, `sqlite:/path`.
    var location: String
    var source: Source

    /// The first that names one. No embedded store is ever assumed: a kill must not go into a private file that
    /// nobody reads.
    static func choose(
        option: String?, environment: Environment, settings: () throws -> String?, agent: () throws -> String?
    ) throws -> StoreSelection {
        if let option { return StoreSelection(location: option, source: .option) }
        if let named = environment["FLAGPOST_STORE"] { return StoreSelection(location: named, source: .environment) }
        if let named = try settings() { return StoreSelection(location: named, source: .settings) }
        if let named = try agent() { return StoreSelection(location: named, source: .agent) }
        throw Failure(
            "no store is named, and no agent answers on this host",
            advice: "Name it: --store redis://HOST:6379 (or sqlite:PATH), or FLAGPOST_STORE, or 'store:' in "
                + "\(HostPaths.settingsFile).")
    }
}
