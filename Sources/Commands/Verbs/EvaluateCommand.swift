import ArgumentParser
import FlagClient

struct EvaluateCommand: AsyncParsableCommand, AnsweringCommand {
    static let configuration = CommandConfiguration(
        commandName: "eval",
        abstract: "Decide a feature or flag for one unit, as a service on this host would.",
        discussion: """
            Reads this host's shared memory: no network, and no agent need be running.

              flagpost eval support-chat --unit user-1
              flagpost eval support-chat --unit user-1 --attr plan=pro --attr seats:=12 -o json

            An attribute is a text as it is written: --attr version=1.10. After := stands JSON, for what is no text: \
            --attr seats:=12, --attr 'groups:=["a","b"]'. A context file is a mapping in YAML or JSON, with targetingKey \
            for the unit; --unit and --attr go over it.

            Exit status 1 where an error is what there is to tell. That a flag leaves the value to its caller is none.
            """)

    @Argument(help: "The feature or flag.")
    var key: String

    @Option(help: "The unit (OpenFeature's targeting key) to decide for.")
    var unit: String?

    @Option(help: .init("An attribute of the context; may be repeated.", valueName: "name=text|name:=json"))
    var attr: [AttributeArgument] = []

    @Option(help: .init("File with the context, or - for standard input.", valueName: "path"), completion: .file())
    var context: String?

    @OptionGroup var host: HostOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard Set(attr.map(\.name)).count == attr.count else { throw ValidationError("an attribute is there twice") }
    }

    func run() async throws {
        let directory = "\(host.runtimeDirectory)/\(host.namespace)"
        // No ring: this command reports nothing.
        guard let client = try? FlagClient(directory: directory, ringCells: 0) else {
            throw Failure("\(directory) cannot be the namespace's directory: its path is too long")
        }
        let context = try context.map(ContextFile.read)
        let attributes = (context?.attributes ?? [:])
            .merging(attr.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
        let report = DecisionReport(
            feature: key,
            decision: client.makeReader().evaluate(key, unit: unit ?? context?.unit ?? "", attributes: attributes))
        output.print(report.json) { report.lines(on: output.terminal) }
        if let failure = report.failure { throw failure }
    }
}
