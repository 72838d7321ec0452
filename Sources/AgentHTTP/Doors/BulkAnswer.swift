/// Every flag for one unit.
package enum BulkAnswer: Sendable {
    case flags([(key: String, answer: EvaluationAnswer)], revision: UInt64)
    /// No snapshot has been published yet.
    case notReady
}
