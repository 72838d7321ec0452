/// What the agent can say of itself at this moment.
package struct Readiness: Sendable, Equatable {
    package var hasSnapshot: Bool
    /// How long ago the store last confirmed what is applied; `nil`: never, or not since this host started.
    package var age: Duration?

    package init(hasSnapshot: Bool, age: Duration?) {
        self.hasSnapshot = hasSnapshot
        self.age = age
    }
}
