// Plays another process that works on a store's file: the command line, an agent, or one that is about to be killed.
//
//     store-fixture commit PATH               one change after the other, until it is killed
//     store-fixture write PATH NAME COUNT     documents of its own
//     store-fixture operate PATH NAME COUNT   withdrawals, under a lease, with presence
//     store-fixture look PATH                 says what it reads, and what becomes of a commit, as a user without rights
//
// For each change that was acknowledged it prints its commit id and revision on a line of its own.

import FlagModel
import FlagStore
import Glibc
import SQLiteStore

@main enum StoreFixture {
    static func main() async {
        let arguments = CommandLine.arguments
        guard arguments.count >= 3 else { exit(2) }
        do {
            let store = try SQLiteStore(path: arguments[2], namespace: "prod")
            switch (arguments[1], arguments.count == 5 ? Int(arguments[4]) : nil) {
            case ("commit", nil): try await EndlessChanges(store: store).run()
            case ("write", let count?): try await Writer(store: store, name: arguments[3]).write(count)
            case ("operate", let count?): try await Writer(store: store, name: arguments[3]).operate(count)
            case ("look", nil): try await look(store)
            default: exit(2)
            }
        } catch {
            say("failed: \(error)")
            exit(1)
        }
    }

    /// At once, whatever happens to this process next.
    static func say(_ line: String) {
        let bytes = Array((line + "\n").utf8)
        _ = write(1, bytes, bytes.count)
    }

    private static func look(_ store: SQLiteStore) async throws {
        guard geteuid() != 0 || setuid(65_534) == 0 else { exit(3) }
        say("\(try await store.load(since: nil).documents.count) documents")
        do throws(StoreError) {
            let attribution = Attribution(commitID: "look", actor: "uid:nobody@desk", reason: "", source: "cli")
            _ = try await store.apply(.kill, to: FeatureState.namespaceKey, by: attribution)
            say("killed")
        } catch {
            say("\(error.code.name): \(error)")
        }
        say("\(try await store.load(since: nil).documents.count) documents")
    }
}
