/// What a document means, by its kind.
package enum DocumentContent: Sendable, Equatable {
    case feature(Feature)
    case prompt(Prompt)
    case parameters(ParameterOverrides)
    case segment(Segment)
    case flag(OrdinaryFlag)
    case prices(Prices)
    case policy(Policy)
}
