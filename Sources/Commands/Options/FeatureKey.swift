import ArgumentParser
import FlagModel
import FlagStore

enum FeatureKey {
    /// Without the kind that people write before it: `feature/support-chat`.
    static func plain(_ name: String) -> String {
        guard let id = DocumentID(name), DocumentKind(rawValue: id.kind) != nil else { return name }
        return id.key
    }

    /// Only what tells a slip of the fingers at once; whether the key exists is for the store to say.
    static func check(_ key: String) throws {
        // A flag that was stored before authors were refused one may have a key that begins with '@'.
        guard !key.isEmpty, key.utf8.count <= 128, key != FeatureState.namespaceKey else {
            throw ValidationError("a key is 1 to 128 bytes, and not \(FeatureState.namespaceKey)")
        }
    }
}
