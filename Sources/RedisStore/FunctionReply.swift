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
        load.documents.sort { ($0.id.kind, $0.id.key) < ($1.id.kind, $1.id.key) }
        load.states.sort { $0.state.key < $1.state.key }
        return load
    }

    mutating func history() throws(StoreError) -> [ChangeRecord] {
        try array().compactMap(ChangeRecord.init(entry:))
    }

    mutating func fleet() throws(StoreError) -> Fleet {
        let now = Int64(clamping: try revision())
        let agents = try array().compactMap { value -> Presence? in
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
        return Fleet(now: now, agents: agents, lastUsed: lastUsed)
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
        switch (code, details.count) {
        case (StoreError.Code.uninitialised.name, _):
            StoreError(.uninitialised, "namespace \(namespace) is not in the store; run `flagpost store init`")
        case (StoreError.Code.conflict.name, 3):
            StoreError(.conflict, "\(details[0]) is at revision \(details[1]), not \(details[2])")
        case (StoreError.Code.unknownKey.name, 1): StoreError(.unknownKey, "there is no feature \(details[0])")
        case (StoreError.Code.stale.name, 2):
            StoreError(.stale, "\(details[1]) of \(details[0]) is no longer the configuration that was looked at")
        case (StoreError.Code.stale.name, 3):
            StoreError(.stale, "the trip judged another configuration of \(details[1]) \(details[2])")
        case (StoreError.Code.stale.name, 4):
            StoreError(
                .stale,
                "the trip on \(details[1]) rests on revision \(details[3]), before the restore at \(details[2])")
        case (StoreError.Code.held.name, 1):
            StoreError(.held, "a deleted feature \(details[0]) left kills, withdrawals or trips behind")
        case (StoreError.Code.held.name, 2):
            StoreError(
                .held,
                details[1].isEmpty
                    ? "the rollout of \(details[0]) is paused"
                    : "\(details[1]) of \(details[0]) is held back: killed, withdrawn or tripped")
        case (StoreError.Code.refused.name, 1):
            StoreError(.refused, "another rollout of \(details[0]) is under way")
        case (StoreError.Code.refused.name, 2):
            StoreError(
                .refused,
                "\(details[0]): the stage in force gives \(Share.text(UInt32(details[1]) ?? 0)) already; the next gives "
                    + "more")
        case (StoreError.Code.tooLarge.name, 1):
            StoreError(
                .tooLarge,
                "a namespace has at most \(StoreLimits.documents) documents and \(StoreLimits.namespaceBytes) bytes")
        case (StoreError.Code.tooLarge.name, 2):
            StoreError(.tooLarge, "the state of \(details[1]) has \(StoreLimits.stateEntries) entries already")
        default: nil
        }
    }
}

/// Splits `<Unix milliseconds> <rest>`, as the functions stamp what they are given.
func stamped(_ bytes: [UInt8]) -> (at: Int64, rest: [UInt8])? {
    guard let space = bytes.firstIndex(of: UInt8(ascii: " ")),
        let at = Int64(String(decoding: bytes[..<space], as: UTF8.self))
    else { return nil }
    return (at, Array(bytes[(space + 1)...]))
}
