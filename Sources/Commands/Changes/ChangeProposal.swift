import FlagModel
import FlagStore

/// What somebody wants changed, before it is known what that comes to.
struct ChangeProposal {
    var documents: [Document] = []
    var deletions: [DocumentID] = []
    /// Deleted documents that come back as they were.
    var returning: Set<DocumentID> = []
    /// A feature's state that goes with it to a new key.
    var move: StateMove?
}
