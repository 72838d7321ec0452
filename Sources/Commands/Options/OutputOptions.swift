import ArgumentParser
import FlagModel

/// How the answer is printed.
struct OutputOptions: ParsableArguments {
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text, json, yaml
    }

    @Option(name: .shortAndLong, help: "Print text for people, or JSON or YAML for programs.")
    var output: Format = .text

    /// How this process's screen takes text.
    var terminal: Terminal { .current }

    /// Prints the answer in the form that was asked for. `lines` are for people.
    func print(_ value: JSONValue, lines: () -> [String]) {
        switch output {
        case .json: StandardStreams.output(value.canonicalText)
        case .yaml: StandardStreams.output(YAMLText.write(value))
        case .text:
            let lines = lines()
            if !lines.isEmpty { StandardStreams.output(lines.joined(separator: "\n")) }
        }
    }
}
