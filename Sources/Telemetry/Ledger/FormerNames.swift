/// Features and variants that documents had lately and have no more. What is reported late under such a name is no slip
/// of the pen: it is counted, and judged by nothing.
struct FormerNames: Sendable, Equatable {
    static let limit = 4_096
    /// No report is older than this.
    static let memory = Window.lastFifty.length

    struct Name: Sendable, Hashable {
        var feature: String
        /// Empty: the feature as a whole.
        var variant: String
    }

    /// With the time at which each went.
    private(set) var names: [Name: UInt64] = [:]

    mutating func add(feature: String, variant: String, at now: UInt64) {
        if names.count >= Self.limit { names = names.filter { now.since($0.value) <= Self.memory } }
        if names.count >= Self.limit { names = [:] }
        names[Name(feature: feature, variant: variant)] = now
    }

    /// Whether documents had the feature within the last day.
    func hold(feature: String, now: UInt64) -> Bool { hold(feature: feature, variant: "", now: now) }

    /// Whether the feature had the variant within the last day.
    func hold(feature: String, variant: String, now: UInt64) -> Bool {
        names[Name(feature: feature, variant: variant)].map { now.since($0) <= Self.memory } ?? false
    }
}
