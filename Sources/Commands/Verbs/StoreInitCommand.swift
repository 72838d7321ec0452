import ArgumentParser
import FlagModel
import FlagStore
import Operations
import RedisStore

struct StoreInitCommand: AsyncParsableCommand, AnsweringCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Make a namespace in the store, once.",
        discussion: """
            Harmless to repeat: what is there stays. In Redis it also loads the functions through which everything is \
            changed; repeat it after an upgrade.

              flagpost store init --store redis://flags.internal:6379 --namespace prod
              flagpost store init --store sqlite:/var/lib/flagpost/flagpost.db
              flagpost store init --acl /etc/redis/flagpost.acl

            --acl writes rules for Redis users flagpost-agent, -operator, -approver and -viewer, each with a password \
            in a file beside it. Nothing is changed in the server: see flagpost store acl --help.
            """)

    @Option(
        help: .init(
            "Also write ACL rules for a user of each role to this new file; '-' prints them with placeholders.",
            valueName: "file|-"),
        completion: .file())
    var acl: String?

    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        if let acl, acl.isEmpty { throw ValidationError("--acl wants the name of a file, or '-'") }
    }

    func run() async throws {
        if let acl, acl != "-", LocalFiles.isFile(acl) {
            throw Failure("\(acl) is there already: name a new file, and add its lines to the server's own")
        }
        try await store.withStore(writing: true) { store in
            guard acl == nil || store.base is RedisStore else {
                throw Failure(
                    "\(store.location) has no users, so there are no rules: who may write to the file may do everything"
                )
            }
            let isNew = try await isUninitialised(store)
            let lineage = try await store.initialize()
            let rules = try acl.map { try writeRules(to: $0, for: store) } ?? []
            let json: JSONValue = [
                "acl": .array(rules.map { .string($0) }), "created": .bool(isNew), "store_id": .string(lineage.storeID),
                "epoch": .integer(Int64(clamping: lineage.epoch)),
                "revision": .integer(Int64(clamping: lineage.revision)), "store": .string(store.location),
                "namespace": .string(store.namespace),
            ]
            output.print(json) {
                [
                    "namespace \(store.namespace) \(isNew ? "is ready" : "was there already"): store id "
                        + "\(lineage.storeID.withoutControls), revision \(lineage.revision)"
                ] + (acl == "-" ? rules : [])
            }
        }
    }

    /// The lines of the rules.
    private func writeRules(to file: String, for store: any DocumentStore) throws -> [String] {
        let users = AccessUsers(namespaces: [store.namespace], selectsDatabase: self.store.selectsDatabase)
        let folder = file.lastIndex(of: "/").map { $0 == file.startIndex ? "/" : String(file[..<$0]) } ?? "."
        let lines = try users.oneForEachRole(passwordsIn: file == "-" ? nil : folder).map(\.line)
        guard file != "-" else { return lines }
        try LocalFiles.makePrivate(file, text: lines.joined(separator: "\n") + "\n")
        StandardStreams.message(
            "wrote \(file): add its lines to the server's ACL file, of replicas too, and run ACL LOAD in each")
        return lines
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
