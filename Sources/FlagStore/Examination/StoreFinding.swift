/// One thing that was looked at in a store, and what it means.
package struct StoreFinding: Sendable, Equatable {
    package enum Status: String, Sendable {
        case ok
        /// Something can go wrong that need not.
        case warning
        /// Something does not work, or what was acknowledged can be lost.
        case error
        /// The store does not tell.
        case unknown
    }

    package var status: Status
    /// One or two words: `memory`, `persistence`.
    package var subject: String
    /// What is so, and what follows from it.
    package var text: String
    /// What to do; `nil`: nothing.
    package var advice: String?

    package init(_ status: Status, _ subject: String, _ text: String, advice: String? = nil) {
        self.status = status
        self.subject = subject
        self.text = text
        self.advice = advice
    }
}
