import FlagModel
import Logging

#if canImport(Glibc)
    import Glibc
#endif

/// How an agent's log lines are written.
enum LogFormat: String, CaseIterable, Sendable {
    /// `2026-11-23T11:45:45Z error cannot publish  reason="no space left"`.
    case text
    /// An object on a line: `time`, `level`, `message`, and the fields.
    case json
}

/// Writes an agent's log to standard error: the message first, then its fields, one line each.
struct AgentLogHandler: LogHandler {
    let format: LogFormat
    var logLevel: Logger.Level
    var metadata: Logger.Metadata = [:]
    private let write: @Sendable (String) -> Void

    /// - Parameter write: takes a line without its line feed.
    init(
        format: LogFormat, level: Logger.Level,
        write: @escaping @Sendable (String) -> Void = { StandardStreams.message($0) }
    ) {
        self.format = format
        logLevel = level
        self.write = write
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        let time = Timestamp.text(Int64(now.tv_sec) * 1_000)
        let fields = metadata.merging(event.metadata ?? [:]) { $1 }.mapValues { "\($0)" }
        write(line(time, event.level, "\(event.message)", fields))
    }

    private func line(_ time: String, _ level: Logger.Level, _ message: String, _ fields: [String: String]) -> String {
        switch format {
        case .text:
            let pairs = fields.sorted { $0.key < $1.key }.map { "  \($0)=\(Self.quoted($1))" }
            return ("\(time) \(level) \(message)" + pairs.joined()).withoutControls
        case .json:
            let own: [String: JSONValue] = [
                "time": .string(time), "level": .string(level.rawValue), "message": .string(message),
            ]
            // A field never replaces the line's own time, level and message.
            return JSONValue.object(own.merging(fields.mapValues { .string($0) }) { own, _ in own }).canonicalText
        }
    }

    /// In quotation marks if it would not be one word.
    private static func quoted(_ value: String) -> String {
        guard value.isEmpty || value.contains(where: { $0.isWhitespace || $0 == "\"" || $0 == "=" }) else {
            return value
        }
        return "\"\(value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\""))\""
    }
}
