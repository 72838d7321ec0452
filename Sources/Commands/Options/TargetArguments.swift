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

enum FeatureKey {
    /// Only what tells a slip of the fingers at once; whether the key exists is for the store to say.
    static func check(_ key: String) throws {
        guard !key.isEmpty, key.utf8.count <= 128, !key.hasPrefix("@") else {
            throw ValidationError("a key is 1 to 128 bytes and does not begin with '@'")
        }
    }
}
