import FlagModel
import FlagStore
import RedisClient

/// A function's answer: names and values. An outcome other than `ok` is an error.
struct FunctionAnswer: Sendable {
    private let location: String
    private let values: [String: RESPValue]

    init(_ reply: RESPValue, location: String, namespace: String) throws(StoreError) {
        self.location = location
        let parts = reply.array ?? []
        var values: [String: RESPValue] = [:]
        for index in stride(from: 1, to: parts.count - 1, by: 2) {
            values[parts[index].text ?? ""] = parts[index + 1]
        }
        self.values = values
        let name = parts.first?.text
        guard name != "ok" else { return }
        guard let name, let outcome = FunctionOutcome(rawValue: name) else {
            throw StoreError(
                .corrupt,
                "\(location): the function library answers with \"\((name ?? "nothing").prefix(64))\", which this "
                    + "flagpost does not know")
        }
        throw outcome.error(details: values.compactMapValues(\.text), namespace: namespace)
    }

    func bytes(_ name: String) throws(StoreError) -> [UInt8] {
        guard let bytes = values[name]?.bytes else { throw unreadable(name) }
        return bytes
    }

    func text(_ name: String) throws(StoreError) -> String {
        String(decoding: try bytes(name), as: UTF8.self)
    }

    func number(_ name: String) throws(StoreError) -> UInt64 {
        guard let number = UInt64(try text(name)) else { throw unreadable(name) }
        return number
    }

    /// Unix milliseconds.
    func time(_ name: String) throws(StoreError) -> Int64 { Int64(clamping: try number(name)) }

    func list(_ name: String) throws(StoreError) -> [RESPValue] {
        guard let list = values[name]?.array else { throw unreadable(name) }
        return list
    }

    /// The entries that were left out, `[name, reason]` each.
    func faults() throws(StoreError) -> [StoreLoad.Fault] {
        try list("faults").compactMap { entry in
            guard let parts = entry.array, parts.count == 2, let name = parts[0].text, let reason = parts[1].text else {
                return nil
            }
            return StoreLoad.Fault(name: name, reason: reason)
        }
    }

    func lineage() throws(StoreError) -> Lineage {
        Lineage(
            storeID: try text("store"), epoch: try number("epoch"), revision: try number("revision"),
            adoptedEpoch: try number("adopted"))
    }

    func receipt() throws(StoreError) -> Receipt {
        Receipt(lineage: try lineage(), at: try time("at"), changed: try text("changed") == "1")
    }

    func unreadable(_ name: String) -> StoreError {
        StoreError(.corrupt, "\(location): \"\(name)\" in an answer of the function library cannot be read")
    }
}

/// Splits `<Unix milliseconds> <rest>`, as the functions stamp what they are given.
func stamped(_ bytes: [UInt8]) -> (at: Int64, rest: [UInt8])? {
    guard let space = bytes.firstIndex(of: UInt8(ascii: " ")),
        let at = Int64(String(decoding: bytes[..<space], as: UTF8.self))
    else { return nil }
    return (at, Array(bytes[(space + 1)...]))
}
