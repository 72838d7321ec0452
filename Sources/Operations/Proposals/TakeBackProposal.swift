package import FlagStore

/// Takes one's own proposal back.
package struct TakeBackProposal: Operation {
    package var name: String

    package init(name: String) { self.name = name }

    /// - Throws: an `OperationError` if it is somebody else's.
    package func plan(on store: any DocumentStore) async throws -> PlannedEnd {
        let actor = try await store.actor()
        let author = try await ProposalBook.read(store).find(name, author: nil).stored.proposal.id.author
        guard author == actor else {
            throw OperationError(
                .notApproved, name, "\(name) is a proposal of \(author), and only they can take it back",
                .reject(name))
        }
        return PlannedEnd(end: .proposal(ProposalID(author: actor, name: name)))
    }
}

/// Calls off a change that was planned for later.
package struct CallOffChange: Operation {
    /// The schedule's.
    package var id: String

    package init(id: String) { self.id = id }

    package func plan(on store: any DocumentStore) async throws -> PlannedEnd { PlannedEnd(end: .schedule(id)) }
}

/// The end of something that waits, ready to be performed.
package struct PlannedEnd: PerformablePlan {
    enum End: Sendable {
        case proposal(ProposalID)
        case schedule(String)
    }

    let end: End

    package func perform(in store: any DocumentStore, as author: Authorship) async throws -> Receipt {
        let attribution = try await author.attribution(in: store)
        do throws(StoreError) {
            switch end {
            case .proposal(let id): return try await store.withdraw(id, by: attribution)
            case .schedule(let id): return try await store.commit(Commit([], cancels: id), by: attribution)
            }
        } catch {
            switch (end, error.code) {
            case (.proposal(let id), .notApproved): throw OperationError(.notApproved, id.name, "\(error)")
            case (.schedule(let id), .unknownKey), (.schedule(let id), .held):
                throw OperationError(.unknown, id, "\(error); nothing was changed", .listProposals)
            default: throw error
            }
        }
    }
}
