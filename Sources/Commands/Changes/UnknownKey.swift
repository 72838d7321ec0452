import FlagModel
import FlagStore

enum UnknownKey {
    /// Says that there is no such feature, and which ones there are nearby.
    static func failure(_ key: String, in store: any DocumentStore) async -> Failure {
        let load = try? await store.load(since: nil)
        let keys = (load?.documents ?? []).filter { $0.body != nil }.map(\.id.key)
        return Failure(
            "there is no feature \(key.withoutControls) in namespace \(store.namespace)",
            advice: NearestName.hint(for: key, among: keys) ?? "The namespace holds no documents at all.")
    }
}
