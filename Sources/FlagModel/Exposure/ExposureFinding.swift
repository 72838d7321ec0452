/// One thing that a change does to who gets what, in words for the people who have to agree to it.
package struct ExposureFinding: Sendable, Equatable {
    package enum Effect: String, Sendable {
        /// More users get something that nobody approved for them, or less watches over them. Where it cannot be told
        /// that a change restricts, it widens.
        case widens
        case restricts
        case neutral
    }

    package var effect: Effect
    /// `canary gets 20% of users instead of 5%`.
    package var words: String

    package init(_ effect: Effect, _ words: String) {
        self.effect = effect
        self.words = words
    }
}

extension ExposureFinding {
    /// That a feature is no longer protected.
    package static let unprotecting = ExposureFinding(.widens, "protected is switched off")

    package var json: JSONValue { ["effect": .string(effect.rawValue), "words": .string(words)] }
}
