import ArgumentParser
import FlagModel

/// A feature, or the whole namespace.
struct FeatureOrAll: ParsableArguments {
    @Argument(help: "The feature.")
    var key: String?

    @Flag(help: "The whole namespace, every feature of it.")
    var all = false

    func validate() throws {
        guard (key != nil) != all else { throw ValidationError("name one feature, or --all for the whole namespace") }
        if let key { try FeatureKey.check(key) }
    }

    /// The key of the state document that is meant.
    var stateKey: String { key ?? FeatureState.namespaceKey }
}
