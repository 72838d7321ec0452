import ArgumentParser
import FlagModel
import FlagStore
import RedisStore

struct StoreAccessCommand: AsyncParsableCommand, AnsweringCommand {
    static let configuration = CommandConfiguration(
        commandName: "acl",
        abstract: "Write the rule of a Redis user who may do no more than their work needs.",
        discussion: """
            Prints one line for the server's ACL file. The password stays in its file, of which the rule has only a \
            digest; a file that is not there is made, with a new password.

              flagpost store acl --user web-1 --role agent --password-file web-1.password
              flagpost store acl --user ann --role operator --role approver --namespaces prod,staging
              flagpost store acl --user ben --role approver --password-file ben.password --apply

            Load it with ACL LOAD after adding it to the server's ACL file, or type it into redis-cli as ACL SETUSER \
            instead of user. Redis replicates no users: each replica and each node of a cluster needs the same.
            """)

    @Option(help: .init("Who: each person and each agent has a user of their own.", valueName: "name"))
    var user: String

    @Option(
        name: .customLong("role"),
        help: .init("agent, operator, approver or viewer. May be repeated.", valueName: "role"))
    var roles: [AccessRole]

    @Option(help: .init("Separated by commas; else --namespace.", valueName: "names"))
    var namespaces: String?

    @Option(
        help: .init(
            "The user's password is its first line; made with a new one where it is missing.", valueName: "path"),
        completion: .file())
    var passwordFile: String?

    @Flag(help: "Make the user in the server, too; wants an administrator.")
    var apply = false

    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard !roles.isEmpty else {
            throw ValidationError("--role: say at least one of agent, operator, approver, viewer")
        }
        guard !apply || passwordFile != nil else { throw ValidationError("--apply wants --password-file") }
    }

    func run() async throws {
        let names = namespaces?.split(separator: ",").map(String.init) ?? [store.host.namespace]
        let users = AccessUsers(namespaces: names, selectsDatabase: store.selectsDatabase)
        // Refused before a password is made.
        _ = try users.rule(user: user, roles: Set(roles), password: nil)
        let password = try passwordFile.map { try PasswordFile.readOrMake($0) }
        let rule = try users.rule(user: user, roles: Set(roles), password: password)
        if apply { try await users.apply([rule], store: store) }
        let json: JSONValue = [
            "user": .string(user), "namespaces": .array(names.map { .string($0) }),
            "roles": .array(rule.roles.map(\.rawValue).sorted().map { .string($0) }),
            "words": .array(rule.words.map { .string($0) }), "line": .string(rule.line), "applied": .bool(apply),
        ]
        output.print(json) { [rule.line] }
    }
}
