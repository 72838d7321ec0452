import ArgumentParser

/// Which proposal is meant.
struct ProposalArgument: ParsableArguments {
    @Argument(help: "The proposal's name.")
    var name: String

    @Option(help: .init("Whose, where several people have used the name.", valueName: "actor"))
    var author: String?
}
