import ArgumentParser
import FlagModel
import FlagStore

struct StoreInitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Make a namespace in the store, once.",
        discussion: """
            Harmless to repeat: what is there stays. In Redis it also loads the functions through which everything is \
            changed; repeat it after an upgrade.

              flagpost store init --store redis://flags.internal:6379 --namespace prod
              flagpost store init --store sqlite:/var/lib/flagpost/flagpost.db
            """)

    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await store.withStore(writing: true) { store in
            let isNew = try await isUninitialised(store)
            let lineage = try await store.initialize()
            let json: JSONValue = [
                "created": .bool(isNew), "store_id": .string(lineage.storeID),
                "epoch": .integer(Int64(clamping: lineage.epoch)),
                "revision": .integer(Int64(clamping: lineage.revision)), "store": .string(store.location),
                "namespace": .string(store.namespace),
            ]
            output.print(json) {
                [
                    "namespace \(store.namespace) \(isNew ? "is ready" : "was there already"): store id "
                        + "\(lineage.storeID.withoutControls), revision \(lineage.revision)"
                ]
            }
        }
    }

    private func isUninitialised(_ store: any DocumentStore) async throws -> Bool {
        do throws(StoreError) {
            _ = try await store.lineage()
            return false
        } catch {
            guard error.code == .uninitialised else { throw error }
            return true
        }
    }
}
