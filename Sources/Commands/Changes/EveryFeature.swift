import FlagStore

/// What a kill of a whole namespace reaches, in words: ordinary flags are no part of it.
enum EveryFeature {
    /// `every AI feature of namespace prod`.
    static func words(in namespace: String) -> String { "every AI feature of namespace \(namespace)" }

    /// A change of the log, with the namespace's own state in words: `kill every AI feature`.
    static func sentence(_ change: LoggedChange) -> String { change.sentence(namespace: "every AI feature") }

    /// What it leaves alone.
    static let exception = "ordinary flags go on"
}
