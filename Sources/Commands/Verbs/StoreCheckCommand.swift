import ArgumentParser
import FlagModel
import FlagStore
import Operations

struct StoreCheckCommand: AsyncParsableCommand, AnsweringCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "What a store lacks for being relied upon.",
        discussion: """
            Looks and changes nothing: version, functions, rights, memory policy, persistence, replicas, sentinels or \
            cluster, clocks, and how full the namespace is. What the server does not tell this user is unknown, not \
            well: run it once as an administrator, and with --role as each user.

              flagpost store check
              flagpost store check --role agent --redis-password-file /etc/flagpost/redis-password

            Exit status 1 where there is an error.
            """)

    @Option(
        name: .customLong("role"),
        help: .init("What this user is for: agent, operator, approver or viewer. May be repeated.", valueName: "role"))
    var roles: [AccessRole] = []

    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await store.withStore(writing: false) { store in
            guard let store = store.base as? any ExaminableStore else {
                throw Failure("\(store.location) is a kind of store that cannot be looked at")
            }
            let report = StoreReport(
                store: store.location, namespace: store.namespace, findings: await store.examine(for: Set(roles)))
            output.print(report.json) { report.lines(on: output.terminal) }
            if report.count(.error) > 0 { throw ExitCode(ExitStatus.failed) }
        }
    }
}

extension AccessRole: ExpressibleByArgument {}
