/// One entry of a feature's route: who it is for, and what they get.
package struct RouteEntry: Sendable, Equatable {
    /// All must hold; empty for the last entry.
    package var conditions: [RouteCondition]
    /// By name; they add up to 100,000.
    package var shares: [Share]

    package struct Share: Sendable, Equatable {
        package var variant: String
        /// In thousandths of a per cent.
        package var weight: UInt32

        package init(variant: String, weight: UInt32) {
            self.variant = variant
            self.weight = weight
        }
    }

    package init(conditions: [RouteCondition], shares: [Share]) {
        self.conditions = conditions
        self.shares = shares
    }
}
