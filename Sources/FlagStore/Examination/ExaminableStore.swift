/// A store that can tell what it lacks for being relied upon.
package protocol ExaminableStore: DocumentStore {
    /// Looks, and changes nothing. What cannot be found out is said to be unknown.
    ///
    /// - Parameter roles: what this user wants to do here; with none, it is told what they may.
    func examine(for roles: Set<AccessRole>) async -> [StoreFinding]
}
