import ArgumentParser
import FlagModel
import FlagStore

struct LintCommand: AsyncParsableCommand, AnsweringCommand {
    static let configuration = CommandConfiguration(
        commandName: "lint",
        abstract: "Check files as apply would, without a store.",
        discussion: """
            Needs neither store nor agent: what the files refer to has to be among them. Exit status 1 where there is an \
            error.

              flagpost lint features/ prompts/
              flagpost lint --schema feature > feature.schema.json
            """)

    @OptionGroup var files: FileArguments

    @Option(
        help: .init(
            "Print the JSON Schema of a kind of document: \(DocumentKind.allCases.map(\.rawValue).joined(separator: ", ")).",
            valueName: "kind"),
        completion: .list(DocumentKind.allCases.map(\.rawValue)))
    var schema: DocumentKind?

    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard (schema == nil) == !files.all.isEmpty else { throw ValidationError("name files to check, or a --schema") }
    }

    func run() async throws {
        if let schema {
            StandardStreams.output(DocumentSchema.json(for: schema).indentedText)
            return
        }
        let read = try DocumentFiles.read(files.all)
        let set = DocumentSet(read.documents.map(\.content))
        let findings = read.diagnostics + (read.hasErrors ? [] : set.findings(for: read.documents))
        let errors = findings.filter { $0.severity == .error }.count
        let json: JSONValue = [
            "documents": .integer(Int64(read.documents.count)), "errors": .integer(Int64(errors)),
            "findings": .array(findings.map(\.json)),
        ]
        output.print(json) {
            guard findings.isEmpty else { return findings.map(\.description.withoutControls) }
            return [
                read.documents.count == 1
                    ? "1 document, nothing to say against it"
                    : "\(read.documents.count) documents, nothing to say against them"
            ]
        }
        guard errors == 0 else { throw ExitCode(ExitStatus.failed) }
    }
}

extension DocumentKind: ExpressibleByArgument {}

extension Diagnostic {
    fileprivate var json: JSONValue {
        [
            "severity": .string(severity.rawValue), "file": .string(file), "line": .integer(Int64(line)),
            "path": .string(path), "message": .string(message), "hint": hint.map { .string($0) } ?? .null,
        ]
    }
}
