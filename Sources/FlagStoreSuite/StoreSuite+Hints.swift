import FlagModel
import FlagStore
import Testing

extension StoreSuite {
    static let hintChecks: [Check] = [
        Check(name: "a change by another client is hinted at soon") { storage in
            try await storage.with(clients: 2) { clients in
                let (writer, watcher) = (clients[0], clients[1])
                var hints = watcher.hints().makeAsyncIterator()
                // The first hint says that the watcher is listening.
                _ = await hints.next()
                let clock = ContinuousClock()
                for round in 0..<3 {
                    let start = clock.now
                    try await writer.put("f\(round)")
                    while try await watcher.lineage().revision <= UInt64(round) { _ = await hints.next() }
                    // Hints are coalesced, so one may stand for an earlier change; the change itself is what counts.
                    #expect(clock.now - start < .seconds(2))
                }
            }
        },
        Check(name: "a burst of changes is coalesced, and the last one is not missed") { storage in
            try await storage.with(clients: 2) { clients in
                let (writer, watcher) = (clients[0], clients[1])
                let hints = watcher.hints()
                try await confirmation(expectedCount: 1...50) { hinted in
                    let watching = Task {
                        for await _ in hints {
                            hinted()
                            if try await watcher.lineage().revision == 40 { break }
                        }
                    }
                    for round in 0..<40 { try await writer.put("f\(round)") }
                    try await watching.value
                }
            }
        },
        Check(name: "hints end when their consumer is cancelled") { storage in
            try await storage.withStore { store in
                let watching = Task { for await _ in store.hints() {} }
                watching.cancel()
                await watching.value
            }
        },
    ]
}
