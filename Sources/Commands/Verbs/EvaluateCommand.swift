import ArgumentParser
import FlagClient

struct EvaluateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "eval",
        abstract: "Decide a feature for one unit, as a service on this host would.",
        discussion: """
            Reads this host's shared memory: no network, and no agent need be running.

              flagpost eval support-chat --unit user-1
              flagpost eval support-chat --unit user-1 --attr plan=pro --attr seats=12 -o json

            An attribute that reads as a number or as true or false is one; in double quotes it is a text: \
            --attr 'tier="1"'. Exit status 1 where there is no value to serve.
            """)

    @Argument(help: "The feature.")
    var key: String

    @Option(help: "The unit (OpenFeature's targeting key) to decide for.")
    var unit = ""

    @Option(help: .init("An attribute of the context; may be repeated.", valueName: "name=value"))
    var attr: [AttributeArgument] = []

    @OptionGroup var host: HostOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard Set(attr.map(\.name)).count == attr.count else { throw ValidationError("an attribute is there twice") }
        guard attr.count <= 64 else { throw ValidationError("at most 64 attributes can be given") }
    }

    func run() async throws {
        let directory = "\(host.runtimeDirectory)/\(host.namespace)"
        // No ring: this command reports nothing.
        guard let client = try? FlagClient(directory: directory, ringCells: 0) else {
            throw Failure("\(directory) cannot be the namespace's directory: its path is too long")
        }
        let attributes = Dictionary(attr.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
        let report = DecisionReport(
            feature: key, decision: client.makeReader().evaluate(key, unit: unit, attributes: attributes))
        output.print(report.json) { report.lines(on: output.terminal) }
        if let failure = report.failure { throw failure }
    }
}
