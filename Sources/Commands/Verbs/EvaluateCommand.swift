import ArgumentParser
import FlagModel

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

    func run() async throws {
        let decision = try SharedMemory.decide(
            feature: key, unit: unit, attributes: attr, directory: "\(host.runtimeDirectory)/\(host.namespace)")
        output.print(decision.json) { decision.lines(on: output.terminal) }
        if let failure = decision.failure { throw Failure("\(key.withoutControls): \(failure)") }
    }
}
