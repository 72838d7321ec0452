package import FlagStore

extension Presence {
    /// What people call it.
    package var name: String { host.isEmpty ? agent : host }
}
