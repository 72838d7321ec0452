import FlagModel
import FlagStore

/// A change that is to wait for others.
struct NewProposal {
    var content: Proposal.Content
    var reason: String
    var onBehalfOf: String?
    /// Unix milliseconds by the store's clock.
    var applyAt: Int64?
    var options: ApprovalOptions

    /// Puts it up, or in place of what one's own proposal proposed.
    func put(in store: any DocumentStore) async throws -> Proposal {
        try checkReason()
        let store = PatientStore(store: store)
        let now = try await store.now()
        let attribution = try await store.attribution(reason: reason, onBehalfOf: onBehalfOf)
        let proposal = Proposal(
            id: try await name(of: attribution.actor, now: now, in: store), content: content, reason: reason,
            applyAt: applyAt,
            expiresAt: now + (options.expires?.milliseconds ?? Proposal.lifetimeMilliseconds))
        _ = try await store.propose(proposal, by: attribution)
        return proposal
    }

    /// - Throws: what `put` would throw before it writes anything.
    func check(in store: any DocumentStore) async throws {
        try checkReason()
        guard options.edit != nil else { return }
        let store = PatientStore(store: store)
        let now = try await store.now()
        let attribution = try await store.attribution(reason: reason, onBehalfOf: onBehalfOf)
        _ = try await name(of: attribution.actor, now: now, in: store)
    }

    private func checkReason() throws {
        guard !reason.isEmpty else {
            throw Failure(
                "nothing was changed: others have to approve this, and want to know why",
                advice: "Repeat the command with --reason TEXT.")
        }
    }

    private func name(of author: String, now: Int64, in store: PatientStore) async throws -> ProposalID {
        guard let name = options.edit else { return ProposalID(author: author, name: Self.name()) }
        let open = try await store.proposals().filter {
            $0.proposal.id.author == author && $0.end == nil && $0.proposal.expiresAt > now
        }
        guard open.contains(where: { $0.proposal.id.name == name }) else {
            throw Failure(
                "you have no open proposal \(name.withoutControls); nothing was changed",
                advice: NearestName.hint(for: name, among: open.map(\.proposal.id.name))
                    ?? "See: flagpost proposals")
        }
        return ProposalID(author: author, name: name)
    }

    /// Six letters and digits that no one takes for each other; unique enough among one author's.
    private static func name() -> String {
        let letters = Array("abcdefghjkmnpqrstuvwxyz23456789")
        return String((0..<6).compactMap { _ in letters.randomElement() })
    }
}

/// What somebody is told whose change waits for others.
struct ProposedAnswer {
    var proposal: Proposal
    /// People who have to agree, its author among them.
    var people: Int
    /// Whether an approval is only as good as the file's permissions.
    var isForPractice: Bool

    init(_ proposal: Proposal, people: Int, in store: any DocumentStore) {
        self.proposal = proposal
        self.people = people
        isForPractice = store.isEmbedded
    }

    func lines(on terminal: Terminal) -> [String] {
        let name = proposal.id.name
        let others = people == 2 ? "1 other person approves" : "\(people - 1) others approve"
        return [
            "\(terminal.output("proposed", .yellow)) \(name): not changed yet, it waits until \(others) "
                + "(\(people) people have to agree, and you are one)",
            "  they look at it:  flagpost proposals show \(name)",
            "  and approve it:   flagpost approve \(name) --reason TEXT",
            "  it waits until \(Timestamp.text(proposal.expiresAt)); edit it with --edit \(name), or take it back: "
                + "flagpost proposals take-back \(name)",
        ]
            + (proposal.applyAt.map { ["  once approved it takes effect at \(Timestamp.text($0))"] } ?? [])
            + (isForPractice ? [Practice.note] : [])
    }

    var json: JSONValue {
        [
            "name": .string(proposal.id.name), "author": .string(proposal.id.author), "people": .integer(Int64(people)),
            "expires": .integer(proposal.expiresAt), "at": proposal.applyAt.map { .integer($0) } ?? .null,
            "practice": .bool(isForPractice),
        ]
    }
}

/// Approvals in an embedded store.
enum Practice {
    static let note =
        "  note: this store is a file that its user can write, so approvals in it are for practice only"
}

extension DocumentStore {
    var isEmbedded: Bool { location.hasPrefix("sqlite:") }
}
