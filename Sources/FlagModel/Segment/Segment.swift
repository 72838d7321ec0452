/// A named condition, reusable in routes.
package struct Segment: Sendable, Equatable {
    package var key: String
    /// All must hold.
    package var conditions: [RouteCondition]

    package init(key: String, conditions: [RouteCondition]) {
        self.key = key
        self.conditions = conditions
    }
}
