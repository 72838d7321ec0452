// Schedules, past contents and proposals as the functions return them.

import FlagModel
import FlagStore
import RedisClient

extension StoreLoad {
    /// `[id, [field, value, ...]]`, see docs/store.md for the fields.
    mutating func add(schedule entry: [RESPValue]) {
        guard entry.count == 2, let id = entry[0].text, let fields = entry[1].array?.fields,
            let schedule = Schedule(id: id, fields: fields)
        else {
            faults.append(Fault(name: "schedule/\(entry.first?.text ?? "")", reason: "cannot be read"))
            return
        }
        schedules.append(schedule)
    }
}

extension Schedule {
    fileprivate init?(id: String, fields: [String: [UInt8]]) {
        func text(_ name: String) -> String? { fields[name].map { String(decoding: $0, as: UTF8.self) } }
        guard let at = text("at").flatMap({ Int64($0) }),
            let purpose = text("purpose").flatMap(Purpose.init(rawValue:)),
            let payload = fields["payload"].flatMap({ try? JSONValue.parse($0) }).map(ChangePayload.init(json:))
        else { return nil }
        let documents = fields.keys.filter { $0.hasPrefix("d:") }.map { String($0.dropFirst(2)) }.sorted()
        let changes = documents.compactMap { name -> DocumentChange? in
            guard let id = DocumentID(name) else { return nil }
            let digests = fields["g:\(name)"].flatMap { try? JSONValue.parse($0) }
            return DocumentChange(
                id: id, expected: text("e:\(name)").flatMap { UInt64($0) } ?? 0, body: fields["b:\(name)"],
                digests: (digests?.object ?? [:]).compactMapValues(\.string))
        }
        let operations = fields.filter { $0.key.hasPrefix("o:") }
            .sorted { (Int($0.key.dropFirst(2)) ?? 0) < (Int($1.key.dropFirst(2)) ?? 0) }
            .map { Operation(entry: String(decoding: $0.value, as: UTF8.self)) }
        guard changes.count == documents.count, !operations.contains(nil) else { return nil }
        self.init(
            id: id, at: at, purpose: purpose, changes: changes, operations: operations.compactMap { $0 },
            attribution: payload.attribution, proposal: payload.proposal)
    }
}

extension Schedule.Operation {
    /// Three lines: key, field of the state, what it is set to.
    fileprivate init?(entry: String) {
        let lines = entry.split(separator: "\n", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
        guard lines.count == 3 else { return nil }
        if lines[1] == "kill" {
            self.init(.kill, on: lines[0])
        } else if lines[1].hasPrefix("w:") {
            let digest = (try? JSONValue.parse(Array(lines[2].utf8)))?["digest"]?.string
            self.init(.withdraw(variant: String(lines[1].dropFirst(2)), digest: digest ?? ""), on: lines[0])
        } else {
            return nil
        }
    }
}

extension StoreArchive.PastContent {
    /// `[<digest> <kind/key>, revision, body]`.
    init?(entry: RESPValue) {
        guard let parts = entry.array, parts.count == 3, let member = parts[0].text,
            let space = member.firstIndex(of: " "),
            let document = DocumentID(String(member[member.index(after: space)...])),
            let revision = parts[1].text.flatMap({ UInt64($0) }), let body = parts[2].bytes
        else { return nil }
        self.init(document: document, digest: String(member[..<space]), replacedAt: revision, body: body)
    }
}

extension StoredProposal {
    /// `[author, content, digest, time, [[voter, verdict, digest, reason, time], ...], end and its time]`. The author is
    /// who could write the key, whatever the content says; a content of other terms than the author's is none.
    init?(entry: RESPValue) {
        guard let parts = entry.array, parts.count == 6, let author = parts[0].text, let content = parts[1].bytes,
            let json = try? JSONValue.parse(content, limits: StoreLimits.state),
            var proposal = Proposal(json: json), let votes = parts[4].array, proposal.digest == parts[2].text
        else { return nil }
        proposal.id.author = RedisUser.actor(author)
        self.init(
            proposal: proposal, proposedAt: parts[3].text.flatMap { Int64($0) } ?? 0,
            votes: votes.compactMap(Vote.init(entry:)),
            end: (parts[5].text ?? "").split(separator: " ").first.flatMap { End(rawValue: String($0)) })
    }
}

extension Vote {
    fileprivate init?(entry: RESPValue) {
        guard let texts = entry.array?.map({ $0.text ?? "" }), texts.count == 5,
            let verdict = Verdict(rawValue: texts[1])
        else { return nil }
        self.init(
            voter: RedisUser.actor(texts[0]), verdict: verdict, digest: texts[2], reason: texts[3],
            at: Int64(texts[4]) ?? 0)
    }
}
