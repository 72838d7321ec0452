package import FlagModel
package import FlagStore

/// What a change of documents does to who gets what, and whether others have to agree to it.
package struct ChangeExposure: Sendable, Equatable {
    /// A feature or the policy, and what is found of it.
    package struct Subject: Sendable, Equatable {
        package var id: DocumentID
        /// Whether what widens it needs approval: by what is in force, not by what is to be.
        package var isProtected: Bool
        package var findings: [ExposureFinding]

        package var widening: [ExposureFinding] { findings.filter { $0.effect == .widens } }
    }

    package var subjects: [Subject]

    package var needsApproval: Bool { subjects.contains { $0.isProtected && !$0.widening.isEmpty } }

    package init(_ proposal: WantedChange, on contents: NamespaceContents, resolution: ChangeResolution) {
        subjects = resolution.pairs.map { pair in
            Subject(
                id: DocumentID(.feature, pair.key), isProtected: pair.exposed.before.declared.isProtected,
                findings: FeatureExposure.findings(
                    from: pair.exposed.before, to: pair.exposed.after,
                    state: contents.states[proposal.move?.to == pair.key ? proposal.move?.from ?? pair.key : pair.key]))
        }
        let renamed = proposal.move.map { DocumentID(.feature, $0.from) }
        for id in proposal.deletions where id.kind == DocumentKind.feature.rawValue && id != renamed {
            guard let stored = contents.stored[id] else { continue }
            let feature = contents.feature(id.key)
            subjects.append(
                Subject(
                    id: id, isProtected: contents.isProtected(stored),
                    findings: feature.map {
                        FeatureExposure.findings(from: resolution.before.exposed($0), to: nil, state: nil)
                    } ?? [ExposureFinding(.widens, "\(id.key) is deleted")]))
        }
        for document in proposal.documents where contents.takenByAgreement.contains(document.id) {
            subjects.append(
                Subject(
                    id: document.id, isProtected: true,
                    findings: [
                        ExposureFinding(
                            .widens,
                            "\(document.id.key) comes back, which others agreed to take away: who asks for it gets it "
                                + "again")
                    ]))
        }
        for document in proposal.documents { add(unknownParts(of: document, on: contents), to: document.id, contents) }
        addUnreadable(proposal, on: contents)
        let policy = PolicyExposure.findings(from: resolution.before.policy, to: resolution.after.policy)
        let policyID = DocumentID(.policy, DocumentKind.policy.rawValue)
        if !policy.isEmpty { add(policy, to: policyID, contents) }
        subjects.removeAll { $0.findings.isEmpty }
    }

    private mutating func add(_ findings: [ExposureFinding], to id: DocumentID, _ contents: NamespaceContents) {
        guard !findings.isEmpty else { return }
        if let index = subjects.firstIndex(where: { $0.id == id }) {
            subjects[index].findings += findings
        } else {
            let isProtected =
                id.kind == DocumentKind.feature.rawValue
                ? contents.stored[id].map(contents.isProtected) ?? false : contents.holdsProtected
            subjects.append(Subject(id: id, isProtected: isProtected, findings: findings))
        }
    }

    /// What a change widens once one person's change has gone back, beside what it widens at once.
    package mutating func add(later: ChangeExposure) {
        for subject in later.subjects where subject.isProtected {
            let index = subjects.firstIndex { $0.id == subject.id }
            let known = index.map { subjects[$0].widening } ?? []
            let more = subject.widening.filter { !known.contains($0) }.map {
                ExposureFinding(.widens, "once the break-glass is over: \($0.words)")
            }
            guard !more.isEmpty else { continue }
            if let index {
                subjects[index].isProtected = true
                subjects[index].findings += more
            } else {
                subjects.append(Subject(id: subject.id, isProtected: true, findings: more))
            }
        }
    }

    /// A feature that this version cannot read may stand on anything that changes.
    private mutating func addUnreadable(_ proposal: WantedChange, on contents: NamespaceContents) {
        let changed =
            proposal.documents.filter { document in
                contents.stored[document.id].map { $0.body != document.body } ?? false
            }.map(\.id)
            + proposal.deletions.filter { contents.stored[$0] != nil }
        let foundations = changed.filter { id in
            [DocumentKind.segment, .parameters, .prompt].contains { $0.rawValue == id.kind }
        }
        guard !foundations.isEmpty else { return }
        let names = foundations.map(\.description).sorted().joined(separator: ", ")
        let unreadable = contents.stored.values.filter {
            $0.id.kind == DocumentKind.feature.rawValue && contents.documents[$0.id] == nil
                && contents.isProtected($0)
        }
        for feature in unreadable.sorted(by: { $0.id.key < $1.id.key }) {
            add(
                [
                    ExposureFinding(
                        .widens, "\(names) changes, and this version cannot read whether \(feature.id.key) stands on it"
                    )
                ], to: feature.id, contents)
        }
    }

    /// What of a stored feature or policy this version does not know is not compared, so changing it may do anything.
    private func unknownParts(of document: Document, on contents: NamespaceContents) -> [ExposureFinding] {
        guard document.kind == .feature || document.kind == .policy, let body = contents.stored[document.id]?.body,
            body != document.body
        else { return [] }
        let loaded = Document.load(body: body, name: document.id.description)
        guard loaded.document != nil else {
            return [ExposureFinding(.widens, "what is stored cannot be read by this version")]
        }
        let old = (try? JSONValue.parse(body))?.object ?? [:]
        let new = (try? JSONValue.parse(document.body))?.object ?? [:]
        let unread = loaded.diagnostics.map { diagnostic in
            ExposureFinding(.widens, "this version does not read all that is stored: \(diagnostic)".withoutControls)
        }
        // What an author may not write now was written by a newer version.
        return unread
            + old.keys.sorted().filter { new[$0] == nil && !DocumentSchema.knows($0, in: document.kind) }.map {
                ExposureFinding(.widens, "\($0), which this version does not know, is removed".withoutControls)
            }
    }
}

extension NamespaceContents {
    /// Whether a stored feature is protected; one that cannot be read is, unless it clearly says no.
    package func isProtected(_ stored: StoredDocument) -> Bool {
        if let feature = documents[stored.id]?.feature { return feature.isProtected }
        guard stored.id.kind == DocumentKind.feature.rawValue, let body = stored.body else { return false }
        guard let members = (try? JSONValue.parse(body))?.object else { return true }
        return members["protected"].map { $0 != false } ?? false
    }

    /// Whether any feature is protected: then the namespace's policy is, too.
    package var holdsProtected: Bool { stored.values.contains(where: isProtected) }

    /// People who have to agree to an operation that widens, its author among them.
    package func peopleNeeded(for operation: StateOperation) -> Int {
        if case .restore = operation { Policy.fewestPeople } else { peopleNeeded }
    }

    /// People who have to agree to a proposal, its author among them.
    package func peopleNeeded(for proposal: Proposal) -> Int {
        if case .operation(let operation, _) = proposal.content { peopleNeeded(for: operation) } else { peopleNeeded }
    }

    /// People who have to agree to a change of documents that widens, its author among them.
    package var peopleNeeded: Int {
        if case .policy(let policy)? = documents[DocumentID(.policy, DocumentKind.policy.rawValue)]?.content {
            return policy.peopleNeeded
        }
        return Policy().peopleNeeded
    }
}
