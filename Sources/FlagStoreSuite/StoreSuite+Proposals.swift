import FlagModel
import FlagStore
import Testing

extension Attribution {
    static func suite(_ id: String, as actor: String) -> Attribution {
        Attribution(commitID: id, actor: actor, reason: "because", source: "cli")
    }
}

extension DocumentStore {
    /// A proposal that expires in an hour unless told otherwise.
    func proposal(
        _ name: String, by author: String, _ content: Proposal.Content, applyAt: Int64? = nil,
        expiresIn: Int64 = StoreSuite.later
    ) async throws(StoreError) -> Proposal {
        Proposal(
            id: ProposalID(author: author, name: name), content: content, reason: "it is better", applyAt: applyAt,
            expiresAt: try await now() + expiresIn)
    }

    @discardableResult
    func propose(_ proposal: Proposal, commitID: String? = nil) async throws(StoreError) -> Receipt {
        try await propose(
            proposal, by: .suite(commitID ?? "propose \(proposal.id.name) \(proposal.digest)", as: proposal.id.author))
    }

    @discardableResult
    func vote(_ verdict: Vote.Verdict, on proposal: Proposal, as voter: String) async throws(StoreError) -> Receipt {
        try await vote(
            Vote(voter: voter, verdict: verdict, digest: proposal.digest, reason: "I looked"), on: proposal.id,
            by: .suite("\(verdict.rawValue) \(proposal.id.name) \(proposal.digest) \(voter)", as: voter))
    }

    /// Proposes, and has one other person approve.
    func approved(
        _ content: Proposal.Content, name: String, by author: String
    ) async throws(StoreError) -> ProposalID {
        let proposal = try await proposal(name, by: author, content)
        try await propose(proposal)
        try await vote(.approve, on: proposal, as: try await person("bo"))
        return proposal.id
    }

    @discardableResult
    func carryOut(_ changes: [DocumentChange], _ proposal: ProposalID, id: String) async throws(StoreError) -> Receipt {
        try await commit(Commit(changes, warrant: Warrant(proposal: proposal)), by: .suite(id))
    }
}

extension StoreSuite {
    static let proposalChecks: [Check] = [
        Check(name: "a proposal waits, with the votes on it, and every step is on record") { storage in
            try await storage.withStore { store in
                let (ann, bo) = (try await store.person("ann"), try await store.person("bo"))
                let changes: [DocumentChange] = [
                    DocumentChange(
                        id: .feature("chat"), expected: 0, body: Array("{\"a\":1}".utf8), digests: ["main": "m1"]),
                    .suite("gone", nil, expected: 7),
                ]
                let proposal = try await store.proposal("wider", by: ann, .documents(changes, move: nil))
                let proposed = try await store.propose(proposal)
                #expect(proposed.changed && proposed.lineage.revision == 1)
                #expect(try await store.propose(proposal) == proposed)
                let voted = try await store.vote(.approve, on: proposal, as: bo)
                #expect(try await store.vote(.approve, on: proposal, as: bo) == voted)
                let vote = Vote(
                    voter: bo, verdict: .approve, digest: proposal.digest, reason: "I looked", at: voted.at)
                #expect(
                    try await store.proposals() == [
                        StoredProposal(proposal: proposal, proposedAt: proposed.at, votes: [vote])
                    ])
                _ = try await store.withdraw(proposal.id, by: .suite("withdraw", as: ann))
                #expect(try await store.proposals().map(\.end) == [.withdrawn])
                let records = try await store.history(limit: 10)
                #expect(records.map(\.changes) == [["take back wider"], ["approve wider"], ["propose wider"]])
                #expect(records.map(\.payload.proposal) == [proposal.id, proposal.id, proposal.id])
                #expect(records.map(\.attribution.actor) == [ann, bo, ann])
                #expect(records[1].evidence == ["digest": .string(proposal.digest)])
                #expect(try await store.brokenChain() == nil)
                #expect(try await store.load(since: nil).documents.isEmpty)
            }
        },
        Check(name: "a new form of a proposal takes the place of the old one, and votes on that count no more") {
            storage in
            try await storage.withStore { store in
                let (ann, bo) = (try await store.person("ann"), try await store.person("bo"))
                let first = try await store.proposal("p", by: ann, .documents([.suite("a", "1")], move: nil))
                try await store.propose(first)
                try await store.vote(.approve, on: first, as: bo)
                let changes: [DocumentChange] = [.suite("a", "2")]
                var second = first
                second.content = .documents(changes, move: nil)
                try await store.propose(second)
                let stored = try #require(try await store.proposals().first)
                #expect(stored.proposal == second)
                #expect(stored.votes.map(\.voter) == [bo] && stored.approvers.isEmpty)
                await expect(.notApproved) { try await store.carryOut(changes, first.id, id: "early") }
                await expect(.stale) { try await store.vote(.reject, on: first, as: try await store.person("cy")) }
                try await store.vote(.approve, on: second, as: bo)
                try await store.carryOut(changes, first.id, id: "now")
                #expect(try await store.bodies() == ["a": "2"])
            }
        },
        Check(name: "nobody proposes, votes or takes back in another's name") { storage in
            try await storage.withStore { store in
                let (ann, bo) = (try await store.person("ann"), try await store.person("bo"))
                let proposal = try await store.proposal("p", by: ann, .documents([.suite("a", "1")], move: nil))
                await expect(.refused) { _ = try await store.propose(proposal, by: .suite("forged", as: bo)) }
                try await store.propose(proposal)
                let vote = Vote(voter: bo, verdict: .approve, digest: proposal.digest, reason: "")
                await expect(.refused) {
                    _ = try await store.vote(vote, on: proposal.id, by: .suite("forged", as: ann))
                }
                await expect(.refused) { _ = try await store.withdraw(proposal.id, by: .suite("forged", as: bo)) }
                await expect(.notApproved) { try await store.vote(.approve, on: proposal, as: ann) }
                #expect(try await store.proposals().map(\.votes.count) == [0])
                let own = try await store.proposal("p", by: bo, .documents([.suite("b", "1")], move: nil))
                try await store.propose(own)
                #expect(try await store.proposals().map(\.proposal.id.author).sorted() == [ann, bo].sorted())
            }
        },
        Check(name: "what ended, expired or never was is neither voted on nor taken back nor proposed again") {
            storage in
            try await storage.withStore { store in
                let (ann, bo) = (try await store.person("ann"), try await store.person("bo"))
                let content = Proposal.Content.documents([.suite("a", "1")], move: nil)
                var proposal = try await store.proposal("p", by: ann, content)
                await expect(.unknownKey) { try await store.vote(.approve, on: proposal, as: bo) }
                await expect(.unknownKey) { _ = try await store.withdraw(proposal.id, by: .suite("w", as: ann)) }
                await expect(.unknownKey) { try await store.carryOut([.suite("a", "1")], proposal.id, id: "none") }
                try await store.propose(proposal)
                _ = try await store.withdraw(proposal.id, by: .suite("w2", as: ann))
                await expect(.notApproved) { try await store.vote(.approve, on: proposal, as: bo) }
                await expect(.notApproved) { _ = try await store.withdraw(proposal.id, by: .suite("w3", as: ann)) }
                proposal.content = .documents([.suite("a", "2")], move: nil)
                await expect(.notApproved) { try await store.propose(proposal) }

                let brief = try await store.proposal("brief", by: ann, content, expiresIn: soon)
                try await store.propose(brief)
                try await store.vote(.approve, on: brief, as: bo)
                try await store.reach(brief.expiresAt)
                await expect(.notApproved) {
                    try await store.vote(.approve, on: brief, as: try await store.person("cy"))
                }
                await expect(.notApproved) { _ = try await store.withdraw(brief.id, by: .suite("w4", as: ann)) }
                await expect(.notApproved) { try await store.carryOut([.suite("a", "1")], brief.id, id: "late") }
                #expect(try await store.proposals().map(\.proposal.id.name).sorted() == ["brief", "p"])
                var renewed = brief
                renewed.expiresAt += later
                try await store.propose(renewed, commitID: "renewed")
                try await store.carryOut([.suite("a", "1")], brief.id, id: "in time")
            }
        },
        Check(name: "proposals are bounded in number, size, time and names") { storage in
            try await storage.withStore { store in
                let ann = try await store.person("ann")
                func documents(_ key: String, _ body: String = "1") -> Proposal.Content {
                    .documents([.suite(key, body)], move: nil)
                }
                for expiry in [0, -1, StoreLimits.proposalMilliseconds + 600_000] {
                    let proposal = try await store.proposal("p", by: ann, documents("a"), expiresIn: expiry)
                    await expect(.refused) { try await store.propose(proposal, commitID: "\(expiry)") }
                }
                for name in ["", "A", "a b", "a:b", String(repeating: "x", count: 33)] {
                    let proposal = try await store.proposal(name, by: ann, documents("a"))
                    await expect(.refused) { try await store.propose(proposal) }
                }
                let kill = try await store.proposal("kill", by: ann, .operation(.kill, key: "a"))
                await expect(.refused) { try await store.propose(kill) }
                let body = String(repeating: "x", count: StoreLimits.documentBytes)
                let large = (0..<5).map { DocumentChange.suite("f\($0)", body) }
                let tooLarge = try await store.proposal("large", by: ann, .documents(large, move: nil))
                await expect(.tooLarge) { try await store.propose(tooLarge) }
                let digests = Dictionary(
                    uniqueKeysWithValues: (0..<StoreLimits.variants).map {
                        ("v\($0)", String(repeating: "d", count: 200))
                    })
                let long = DocumentChange(id: .feature("long"), expected: 0, body: [], digests: digests)
                let longTerms = try await store.proposal("long", by: ann, .documents([long], move: nil))
                await expect(.tooLarge) { try await store.propose(longTerms) }

                for number in 0..<StoreLimits.proposals {
                    try await store.propose(try await store.proposal("p\(number)", by: ann, documents("f\(number)")))
                }
                await expect(.tooLarge) {
                    try await store.propose(try await store.proposal("more", by: ann, documents("more")))
                }
                try await store.propose(try await store.proposal("p7", by: ann, documents("f7", "edited")))
                _ = try await store.withdraw(ProposalID(author: ann, name: "p8"), by: .suite("w", as: ann))
                try await store.propose(try await store.proposal("more", by: ann, documents("more", "now")))
            }
        },
        Check(name: "all proposals together have 32 MiB at most") { storage in
            try await storage.withStore { store in
                let ann = try await store.person("ann")
                let body = String(repeating: "x", count: StoreLimits.documentBytes - 1_000)
                func proposal(_ number: Int) async throws(StoreError) -> Proposal {
                    let changes = (0..<4).map { DocumentChange.suite("f\(number) \($0)", body) }
                    return try await store.proposal("p\(number)", by: ann, .documents(changes, move: nil))
                }
                for number in 0..<8 { try await store.propose(try await proposal(number)) }
                await expect(.tooLarge) { try await store.propose(try await proposal(8)) }
                #expect(try await store.proposals().count == 8)
            }
        },
    ]
}
