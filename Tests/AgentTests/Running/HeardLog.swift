import Logging
import Synchronization

/// What was logged, for a test to look at.
final class HeardLog: Sendable {
    private let messages = Mutex<[String]>([])

    /// Warnings and worse, and what came with them.
    var complaints: [String] { messages.withLock { $0 } }

    var logger: Logger { Logger(label: "test") { _ in Handler(log: self) } }

    private struct Handler: LogHandler {
        let log: HeardLog
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.trace

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            guard event.level >= .warning else { return }
            log.messages.withLock { $0.append("\(event.message) \(event.metadata?["reason"].map { "\($0)" } ?? "")") }
        }
    }
}
