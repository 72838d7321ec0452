/// What a document means, by its kind.
package enum DocumentContent: Sendable, Equatable {
    case feature(Feature)
    case prompt(Prompt)
    case parameters(ParameterOverrides)
    case segment(Segment)
    case flag(OrdinaryFlag)
    case prices(Prices)
    case policy(Policy)

    package var kind: DocumentKind {
        switch self {
        case .feature: .feature
        case .prompt: .prompt
        case .parameters: .parameters
        case .segment: .segment
        case .flag: .flag
        case .prices: .prices
        case .policy: .policy
        }
    }

    /// The key under which the store keeps it: of a version of a prompt `name@version`, of what there is one of its
    /// kind.
    package var key: String {
        switch self {
        case .feature(let feature): feature.key
        case .prompt(let prompt): prompt.reference
        case .parameters(let overrides): overrides.key
        case .segment(let segment): segment.key
        case .flag(let flag): flag.key
        case .prices, .policy: kind.rawValue
        }
    }

    /// What the stored form says although its author need not write it.
    var storedMembers: [String: JSONValue] {
        switch self {
        case .prompt(let prompt): ["sha256": .string(prompt.digest)]
        case .prices, .policy: ["key": .string(key)]
        case .feature, .parameters, .segment, .flag: [:]
        }
    }
}
