import FlagModel
import FlagStore
import RedisClient

/// The answer of a function: `ok` and values in a fixed order. Anything else is an error.
struct FunctionReply {
    private let location: String
    private var values: ArraySlice<RESPValue>

    init(_ reply: RESPValue, location: String, namespace: String) throws(StoreError) {
        self.location = location
        values = (reply.array ?? [])[...]
        let code = values.popFirst()?.text
        guard code != "ok" else { return }
        let details = values.map { $0.text ?? "" }
        throw Self.error(code ?? "", details, namespace: namespace) ?? unreadable("an answer")
    }

    mutating func lineage() throws(StoreError) -> Lineage {
        Lineage(
            storeID: try text(), epoch: try revision(), revision: try revision(), adoptedEpoch: try revision())
    }

    mutating func receipt() throws(StoreError) -> Receipt {
        Receipt(lineage: try lineage(), at: Int64(clamping: try revision()), changed: try text() == "1")
    }

    mutating func load(isComplete: Bool) throws(StoreError) -> StoreLoad {
        var load = StoreLoad(
            lineage: try lineage(), now: Int64(clamping: try revision()), committedAt: Int64(clamping: try revision()),
            unitKey: try bytes(), isComplete: isComplete, documents: [], states: [])
        for entry in try array() { load.add(spec: entry.array ?? []) }
        for entry in try array() { load.add(state: entry.array ?? []) }
        for entry in try array() { load.add(schedule: entry.array ?? []) }
        load.faults += faults()
        if load.unitKey.count != 16 {
            load.faults.append(.init(name: "meta", reason: "unit-key: should be 16 bytes; the one that is known stays"))
        }
        load.documents.sort { ($0.id.kind, $0.id.key) < ($1.id.kind, $1.id.key) }
        load.states.sort { $0.state.key < $1.state.key }
        return load
    }

    mutating func history() throws(StoreError) -> [ChangeRecord] {
        try array().compactMap(ChangeRecord.init(entry:))
    }

    mutating func contents() throws(StoreError) -> [String: [UInt8]] {
        let pairs = try array().compactMap { entry -> (String, [UInt8])? in
            guard let parts = entry.array, parts.count == 2, let digest = parts[0].text, let body = parts[1].bytes
            else { return nil }
            return (digest, body)
        }
        return Dictionary(pairs, uniquingKeysWith: { first, _ in first })
    }

    mutating func pastContents() throws(StoreError) -> [StoreArchive.PastContent] {
        var contents: [StoreArchive.PastContent] = []
        for entry in try array() {
            guard let content = StoreArchive.PastContent(entry: entry) else { throw unreadable("a past content") }
            contents.append(content)
        }
        return contents
    }

    /// `<revision> <link>`; nothing where the log was never trimmed.
    mutating func checkpoint() throws(StoreError) -> AuditChain.Checkpoint? {
        let parts = try text().split(separator: " ")
        guard parts.count == 2, let revision = UInt64(parts[0]) else { return nil }
        return AuditChain.Checkpoint(revision: revision, chain: String(parts[1]))
    }

    mutating func proposals() throws(StoreError) -> [StoredProposal] {
        try array().compactMap(StoredProposal.init(entry:))
    }

    mutating func lease(_ name: String) throws(StoreError) -> Lease {
        Lease(
            name: name, holder: try text(), token: try revision(), expiresAt: Int64(clamping: try revision()))
    }

    mutating func fleet() throws(StoreError) -> Fleet {
        let now = Int64(clamping: try revision())
        let records = try array()
        let agents = records.compactMap { value -> Presence? in
            guard let (at, json) = stamped(value.bytes ?? []) else { return nil }
            return (try? JSONValue.parse(json)).flatMap { Presence(json: $0, seenAt: at) }
        }
        let scores = try array()
        var lastUsed: [String: Int64] = [:]
        for index in stride(from: 0, to: scores.count - 1, by: 2) {
            guard let feature = scores[index].text, let at = scores[index + 1].text.flatMap({ Int64($0) }) else {
                continue
            }
            lastUsed[feature] = at
        }
        var fleet = Fleet(now: now, agents: agents, lastUsed: lastUsed, faults: faults())
        if agents.count < records.count {
            let count = records.count - agents.count
            fleet.faults.append(.init(name: "presence", reason: "\(count) records that cannot be read"))
        }
        return fleet
    }

    /// What was left out, `[name, reason]` each; a library of an older version does not say.
    private mutating func faults() -> [StoreLoad.Fault] {
        (values.popFirst()?.array ?? []).compactMap { entry in
            guard let parts = entry.array, parts.count == 2, let name = parts[0].text, let reason = parts[1].text else {
                return nil
            }
            return StoreLoad.Fault(name: name, reason: reason)
        }
    }

    private mutating func bytes() throws(StoreError) -> [UInt8] {
        guard let bytes = values.popFirst()?.bytes else { throw unreadable("a text") }
        return bytes
    }

    private mutating func text() throws(StoreError) -> String {
        String(decoding: try bytes(), as: UTF8.self)
    }

    private mutating func revision() throws(StoreError) -> UInt64 {
        guard let number = UInt64(try text()) else { throw unreadable("a number") }
        return number
    }

    private mutating func array() throws(StoreError) -> [RESPValue] {
        guard let array = values.popFirst()?.array else { throw unreadable("a list") }
        return array
    }

    private func unreadable(_ what: String) -> StoreError {
        StoreError(.corrupt, "\(location): \(what) of the function library cannot be read")
    }

    /// What the functions answer where they do not do what was asked.
    private static func error(_ code: String, _ details: [String], namespace: String) -> StoreError? {
        let first = details.first ?? ""
        return switch (code, details.count) {
        case (StoreError.Code.uninitialised.name, _):
            StoreError(.uninitialised, "namespace \(namespace) is not in the store; run `flagpost store init`")
        case (StoreError.Code.conflict.name, 2):
            StoreError(
                .conflict, "the change log's record of revision \(details[1]) is gone, or is not the one exported")
        case (StoreError.Code.conflict.name, 3):
            StoreError(.conflict, "\(first) is at revision \(details[1]), not \(details[2])")
        case (StoreError.Code.unknownKey.name, 1): StoreError(.unknownKey, "there is no feature \(first)")
        case (StoreError.Code.unknownKey.name, 2): StoreError(.unknownKey, "there is no \(first) \(details[1])")
        case (StoreError.Code.stale.name, 2):
            StoreError(.stale, "\(details[1]) of \(first) is no longer the configuration that was looked at")
        case (StoreError.Code.stale.name, 3):
            StoreError(.stale, "the trip judged another configuration of \(details[1]) \(details[2])")
        case (StoreError.Code.stale.name, 4) where first == "proposal":
            StoreError(.stale, "the proposal \(details[1]) was edited after you looked at it")
        case (StoreError.Code.stale.name, 4):
            StoreError(
                .stale,
                "the trip on \(details[1]) rests on revision \(details[3]), before the restore at \(details[2])")
        case (StoreError.Code.held.name, 1):
            StoreError(.held, "a deleted feature \(first) left kills, withdrawals or trips behind")
        case (StoreError.Code.held.name, 2):
            StoreError(
                .held,
                details[1].isEmpty
                    ? "the rollout of \(first) is paused"
                    : "\(details[1]) of \(first) is held back: killed, withdrawn or tripped")
        case (StoreError.Code.held.name, 3): held(first, details[1], namespace: namespace)
        case (StoreError.Code.refused.name, 1): StoreError(.refused, "another rollout of \(first) is under way")
        case (StoreError.Code.refused.name, 2) where details == ["schedule", "id"]:
            StoreError(.refused, "there is a schedule of that id already")
        case (StoreError.Code.refused.name, 2) where first == "schedule":
            StoreError(
                .refused,
                "what falls due by itself lies ahead, at most "
                    + "\(StoreLimits.scheduleMilliseconds / 86_400_000) days")
        case (StoreError.Code.refused.name, 2) where first == "proposal":
            StoreError(
                .refused, "a proposal waits for at most \(StoreLimits.proposalMilliseconds / 86_400_000) days")
        case (StoreError.Code.refused.name, 2):
            StoreError(
                .refused,
                "\(first): the stage in force gives \(Share.text(UInt32(details[1]) ?? 0)) already; the next gives more"
            )
        case (StoreError.Code.tooLarge.name, 1):
            StoreError(
                .tooLarge,
                "a namespace has at most \(StoreLimits.documents) documents and \(StoreLimits.namespaceBytes) bytes")
        case (StoreError.Code.tooLarge.name, 2) where first == "schedules":
            StoreError(.tooLarge, "a namespace has at most \(StoreLimits.schedules) schedules")
        case (StoreError.Code.tooLarge.name, 2) where first == "proposals":
            StoreError(
                .tooLarge,
                "a namespace has at most \(StoreLimits.proposals) open proposals, and \(StoreLimits.proposalBytes) "
                    + "bytes of those that are open or ended within 30 days")
        case (StoreError.Code.tooLarge.name, 2) where first == "terms": .longTerms(details[1])
        case (StoreError.Code.tooLarge.name, 2):
            StoreError(.tooLarge, "the state of \(details[1]) has \(StoreLimits.stateEntries) entries already")
        case (StoreError.Code.fenced.name, _):
            StoreError(.fenced, "the lease \(first) has another holder by now")
        case (StoreError.Code.logFull.name, _): StoreError.fullLog
        case (StoreError.Code.notApproved.name, 2...): notApproved(details)
        default: nil
        }
    }

    private static func held(_ what: String, _ subject: String, namespace: String) -> StoreError {
        switch what {
        case "namespace": StoreError(.held, "namespace \(namespace) is in the store already")
        case "restoring": StoreError(.held, "another restore of namespace \(namespace) has begun since")
        case "leftovers":
            StoreError(
                .held,
                "namespace \(namespace) is not there, but parts of one are: a restore was cut off, or its key "
                    + "\(StoreKey.prefix(of: namespace))meta was removed. Restore a backup, or remove the keys that "
                    + "begin with \(StoreKey.prefix(of: namespace))")
        case "agent": StoreError(.held, "another agent has announced itself as \(subject)")
        case "scheduled": StoreError(.held, "a change of \(subject) is scheduled already")
        default:
            StoreError(
                .held,
                "\(subject) was changed by one person alone and goes back by itself; until then it takes an approved "
                    + "proposal to change it")
        }
    }

    private static func notApproved(_ details: [String]) -> StoreError {
        let name = details[1]
        let last = details.last ?? ""
        let message =
            switch details[0] {
            case "own": "\(name) is your own proposal; somebody else has to approve it"
            case "ended": "the proposal \(name) is \(last)"
            case "expired": "the proposal \(name) has expired"
            case "terms": "the proposal \(name) proposes something else"
            case "rejected": "the proposal \(name) was rejected by \(RedisUser.actor(last))"
            default: "the proposal \(name) has \(details.count == 4 ? details[2] : "too few") of \(last) approvals"
            }
        return StoreError(.notApproved, message)
    }
}

/// Splits `<Unix milliseconds> <rest>`, as the functions stamp what they are given.
func stamped(_ bytes: [UInt8]) -> (at: Int64, rest: [UInt8])? {
    guard let space = bytes.firstIndex(of: UInt8(ascii: " ")),
        let at = Int64(String(decoding: bytes[..<space], as: UTF8.self))
    else { return nil }
    return (at, Array(bytes[(space + 1)...]))
}
