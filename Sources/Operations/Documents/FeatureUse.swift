import FlagModel
import FlagStore

/// When a feature was in use last, as far as agents know: outcomes that services report. Of what only reads and reports
/// nothing, nobody knows.
package enum FeatureUse {
    /// How long a feature must not have been in use before its key is taken away, in milliseconds: 24 hours.
    private static let unusedMilliseconds: Int64 = 24 * 3_600_000

    /// - Throws: an `OperationError` if agents saw traffic of the feature lately.
    static func refuse(_ key: String, in store: any DocumentStore) async throws {
        let fleet = try await store.fleet()
        guard let usedAt = fleet.lastUsed[key], fleet.now - usedAt < unusedMilliseconds else { return }
        let hosts = fleet.live.filter { $0.traffic[key] != nil }.map(\.host).sorted()
        throw OperationError(
            .inUse, key,
            "\(key) was in use \(Milliseconds.text(Double(max(0, fleet.now - usedAt)))) ago"
                + (hosts.isEmpty ? "" : " on \(hosts.prefix(5).joined(separator: ", "))")
                + (hosts.count > 5 ? " and \(hosts.count - 5) more hosts" : ""), .force)
    }
}
