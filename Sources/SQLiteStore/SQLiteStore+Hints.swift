package import FlagStore

extension SQLiteStore {
    /// SQLite tells nobody of a change, so the file's counter is asked ten times a second (some microseconds each).
    package nonisolated func hints() -> AsyncStream<Hint> {
        AsyncStream(bufferingPolicy: .bufferingNewest(1)) { continuation in
            let polling = Task {
                var last: [Int64]?
                while !Task.isCancelled {
                    // What cannot be read now may be readable later; the agent's own poll tells people why.
                    if let mark = try? await changeMark(), mark != last {
                        last = mark
                        continuation.yield(Hint())
                    }
                    do { try await Task.sleep(for: .milliseconds(100)) } catch { break }
                }
                continuation.finish()
            }
            continuation.onTermination = { _ in polling.cancel() }
        }
    }
}
