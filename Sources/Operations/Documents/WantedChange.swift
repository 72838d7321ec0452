package import FlagModel
package import FlagStore

/// What somebody wants changed, before it is known what that comes to.
package struct WantedChange: Sendable {
    package var documents: [Document]
    package var deletions: [DocumentID]
    /// Deleted documents that come back as they were.
    package var returning: Set<DocumentID>
    /// A feature's state that goes with it to a new key.
    package var move: StateMove?

    package init(
        documents: [Document] = [], deletions: [DocumentID] = [], returning: Set<DocumentID> = [],
        move: StateMove? = nil
    ) {
        self.documents = documents
        self.deletions = deletions
        self.returning = returning
        self.move = move
    }
}
