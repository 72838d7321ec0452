import ArgumentParser

enum FeatureKey {
    /// Only what tells a slip of the fingers at once; whether the key exists is for the store to say.
    static func check(_ key: String) throws {
        guard !key.isEmpty, key.utf8.count <= 128, !key.hasPrefix("@") else {
            throw ValidationError("a key is 1 to 128 bytes and does not begin with '@'")
        }
    }
}
