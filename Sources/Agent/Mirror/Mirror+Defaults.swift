import AgentCore
import FlagModel
import Logging

extension Mirror {
    /// The documents that came with the host, for its very first start with the store away; empty without a file.
    /// They belong to no store: whatever the store says first is taken.
    init(defaults file: String?, _ logger: Logger) {
        self.init()
        guard let file else { return }
        do {
            guard let text = try AtomicFile.read(file, limit: 64 << 20) else { throw FileError("find", file, code: 2) }
            let parsed = DocumentParser.parse(text, file: file, mode: .host)
            for diagnostic in parsed.diagnostics {
                logger.warning("defaults", metadata: ["diagnostic": "\(diagnostic)"])
            }
            takeDefaults(parsed.documents, unitKey: (0..<16).map { _ in UInt8.random(in: 0...255) })
        } catch {
            logger.error("cannot read the default documents", metadata: ["reason": "\(error)"])
        }
    }
}
