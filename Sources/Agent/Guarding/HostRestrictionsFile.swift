import AgentCore
import FlagModel
import Logging

/// The file in the state directory that holds what people hold back on this host by hand.
struct HostRestrictionsFile: Sendable {
    static let sizeLimit = 8 << 20

    let core: SharedCore
    let path: String
    let disk: Disk
    let metrics: AgentMetrics
    let logger: Logger

    /// Writes what is held when the disk gets to it, so that the last to write has the newest.
    /// - Returns: why the next start will not know it; `nil` where it will.
    func keep() async -> String? {
        do {
            try await disk.write({ [core] in core.read { $0.orders.json }.canonical }, to: path, isSynced: true)
            return nil
        } catch {
            metrics.diskFailed("host-restrictions")
            logger.error(
                "cannot keep what people hold back on this host for the next start", metadata: ["reason": "\(error)"])
            return "\(error)"
        }
    }

    static func restore(from path: String, logger: Logger) -> HostRestrictions {
        do {
            guard let bytes = try AtomicFile.read(path, limit: sizeLimit) else { return HostRestrictions() }
            var faults: [String] = []
            let json = try JSONValue.parse(bytes, limits: JSONLimits(bytes: sizeLimit))
            let restrictions = try HostRestrictions(json: json, faults: &faults)
            for fault in faults {
                logger.error("cannot read a restriction of this host", metadata: ["reason": "\(fault)"])
            }
            if !faults.isEmpty { DamagedFile.keep(path) }
            return restrictions
        } catch {
            logger.error(
                "cannot read what people hold back on this host", metadata: ["file": "\(path)", "reason": "\(error)"])
            DamagedFile.keep(path)
            return HostRestrictions()
        }
    }
}
