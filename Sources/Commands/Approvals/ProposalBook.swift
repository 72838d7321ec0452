import FlagModel
import FlagStore

/// The proposals of a namespace beside what it holds.
struct ProposalBook {
    var stored: [StoredProposal]
    var contents: NamespaceContents

    static func read(_ store: any DocumentStore) async throws(StoreError) -> ProposalBook {
        // In this order: what is proposed after the documents were read would look suspended.
        let stored = try await PatientStore(store: store).proposals()
        return ProposalBook(stored: stored, contents: try await NamespaceContents.read(store))
    }

    /// The one of that name; the open one, where several authors have used it.
    ///
    /// - Throws: a `Failure` where there is none, or several are open.
    func find(_ name: String, author: String?) throws -> ProposalReview {
        let named = stored.filter {
            $0.proposal.id.name == name && (author == nil || $0.proposal.id.author == author)
        }.map { ProposalReview($0, on: contents) }
        let open = named.filter(\.status.isOpen)
        guard let found = open.first ?? named.last else {
            throw Failure(
                "there is no proposal \(name.withoutControls)",
                advice: NearestName.hint(for: name, among: stored.map(\.proposal.id.name)) ?? "See: flagpost proposals")
        }
        guard open.count <= 1 else {
            throw Failure(
                "several people have proposed something under the name \(name)",
                advice: "Say whose: "
                    + open.map { "--author \($0.stored.proposal.id.author)" }.joined(separator: ", or "))
        }
        return found
    }
}

extension ProposalReview {
    /// - Throws: a `Failure` where it can no longer be carried out, or voted on.
    func requireOpen(to verdict: Vote.Verdict = .approve) throws {
        switch status {
        case .waiting, .approved, .rejected: return
        case .suspended where verdict == .reject: return
        case .suspended:
            throw Failure(
                "\(name) is \(status.words)",
                advice: "Its author proposes it anew on what is there now: "
                    + AdvisedCommand.renewal(of: stored.proposal, on: contents))
        case .expired, .applied, .takenBack: throw Failure("\(name) is \(status.words)")
        }
    }
}
