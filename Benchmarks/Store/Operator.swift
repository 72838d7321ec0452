import FlagModel
import FlagStore
import Foundation

/// Changes one feature as it is told, without what a command's own process costs: for each line on standard input,
/// answered by the moment at which the store had acknowledged it.
///
///     kill | restore | split JSON     the last route entry's split from now on
struct Operator {
    let store: any DocumentStore
    let key: String

    func run() async throws {
        let load = try await store.load(since: nil)
        guard let document = load.documents.first(where: { $0.id == DocumentID(kind: "feature", key: key) }),
            let body = document.body
        else { throw Failure(reason: "no feature \(key)") }
        let feature = try JSONValue.parse(body)
        var specRevision = document.revision
        var stateRevision: UInt64 = 0
        while let line = readLine() {
            let words = line.split(separator: " ", maxSplits: 1).map(String.init)
            switch words.first {
            case "kill": stateRevision = try await apply(.kill)
            case "restore":
                stateRevision = try await apply(.restore(variant: nil, expected: stateRevision))
            case "split" where words.count == 2:
                let change = DocumentChange(
                    id: document.id, expected: specRevision,
                    body: feature.routing(try JSONValue.parse(Array(words[1].utf8))).canonical,
                    digests: document.digests)
                specRevision = try await store.commit([change], by: .next()).lineage.revision
            default: throw Failure(reason: "not an order: \(line)")
            }
            FileHandle.standardOutput.write(Data("\(Self.monotonicNanoseconds) committed\n".utf8))
        }
        await store.close()
    }

    private func apply(_ operation: StateOperation) async throws -> UInt64 {
        try await store.apply(operation, to: key, by: .next()).lineage.revision
    }

    /// As Python's `time.monotonic_ns`.
    private static var monotonicNanoseconds: Int64 {
        var now = timespec()
        clock_gettime(CLOCK_MONOTONIC, &now)
        return Int64(now.tv_sec) * 1_000_000_000 + Int64(now.tv_nsec)
    }
}

extension JSONValue {
    /// This feature with another split at the end of its route.
    fileprivate func routing(_ split: JSONValue) -> JSONValue {
        guard case .object(var members) = self, case .array(var route)? = members["route"],
            case .object(var last)? = route.popLast()
        else { return self }
        last["split"] = split
        members["route"] = .array(route + [.object(last)])
        return .object(members)
    }
}
