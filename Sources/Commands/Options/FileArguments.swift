import ArgumentParser

/// Files of documents, with or without `-f` before them.
struct FileArguments: ParsableArguments {
    @Argument(
        help: .init("YAML or JSON files, folders of them, or - for standard input.", valueName: "file"),
        completion: .file())
    var files: [String] = []

    @Option(
        name: .shortAndLong, parsing: .upToNextOption, help: .init("The same.", valueName: "path"),
        completion: .file())
    var file: [String] = []

    var all: [String] { files + file }
}

/// The same where there has to be one.
struct RequiredFiles: ParsableArguments {
    @OptionGroup var arguments: FileArguments

    func validate() throws {
        guard !arguments.all.isEmpty else {
            throw ValidationError("name files, folders of them, or - for standard input: -f FILE")
        }
    }

    var all: [String] { arguments.all }
}
