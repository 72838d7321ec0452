/// What became of a batch of outcomes. A batch is taken in whole or, where the queue is full, not at all, so that a
/// client may send it again.
package enum IntakeAnswer: Sendable, Equatable {
    package struct Rejection: Sendable, Equatable {
        /// Place in the batch, from 0.
        package var index: Int
        package var reason: String

        package init(index: Int, reason: String) {
            self.index = index
            self.reason = reason
        }
    }

    /// `unnamed`: how many more were rejected than are listed.
    case read(accepted: Int, rejected: [Rejection], unnamed: Int = 0)
    case full(retryAfterSeconds: Int)
}
