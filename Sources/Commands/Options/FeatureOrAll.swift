import ArgumentParser
import FlagModel

/// A feature, or every AI feature of the namespace.
struct FeatureOrAll: ParsableArguments {
    @Argument(help: "The feature.")
    var key: String?

    @Flag(help: "Every AI feature of the namespace; ordinary flags go on.")
    var all = false

    func validate() throws {
        guard (key != nil) != all else {
            throw ValidationError("name one feature, or --all for every AI feature of the namespace")
        }
        if let key { try FeatureKey.check(key) }
    }

    /// The key of the state document that is meant.
    var stateKey: String { key.map(FeatureKey.plain) ?? FeatureState.namespaceKey }
}
