/// What a kill of a whole namespace reaches, in words: ordinary flags are no part of it.
enum EveryFeature {
    /// `every AI feature of namespace prod`.
    static func words(in namespace: String) -> String { "every AI feature of namespace \(namespace)" }

    /// A change of the log, with the namespace's own state in words: `kill every AI feature`.
    static func naming(_ change: String) -> String {
        let key = " @namespace"
        return change.hasSuffix(key) ? "\(change.dropLast(key.count)) every AI feature" : change
    }

    /// What it leaves alone.
    static let exception = "ordinary flags go on"
}
