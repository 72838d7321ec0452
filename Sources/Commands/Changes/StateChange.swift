import FlagModel
import FlagStore

/// A kill, withdrawal or restore: carried out, and told to the person who asked for it.
struct StateChange {
    /// `kill`, as the JSON answer names it.
    var verb: String
    /// Key of the state document.
    var key: String
    var variant: String?
    var operation: StateOperation
    var reason: String
    var onBehalfOf: String?

    /// What it was done to, for people: `support-chat`, `canary of support-chat`, `every AI feature of namespace prod`.
    func subject(in store: any DocumentStore) -> String {
        if key == FeatureState.namespaceKey { return EveryFeature.words(in: store.namespace) }
        return variant.map { "\($0) of \(key)" } ?? key
    }

    /// One commit, however often it must be tried.
    func commit(to store: any DocumentStore) async throws -> Receipt {
        let store = PatientStore(store: store)
        do throws(StoreError) {
            let attribution = try await store.attribution(reason: reason, onBehalfOf: onBehalfOf)
            return try await store.apply(operation, to: key, by: attribution)
        } catch {
            guard error.code == .unknownKey else { throw error }
            throw await UnknownKey.failure(key, in: store.store)
        }
    }

    func json(_ receipt: Receipt, store: any DocumentStore) -> [String: JSONValue] {
        [
            "verb": .string(verb),
            "key": .string(key),
            "variant": variant.map { .string($0) } ?? .null,
            "changed": .bool(receipt.changed),
            "revision": .integer(Int64(clamping: receipt.lineage.revision)),
            "at": .integer(receipt.at),
            "store": .string(store.location),
            "namespace": .string(store.namespace),
        ]
    }
}
