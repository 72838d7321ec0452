import ArgumentParser

struct HistoryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "history",
        abstract: "Who changed what, when and why.",
        discussion: """
            The change log, newest first: with a key, what concerns that document, its state and the versions of prompts \
            that it uses.

              flagpost history
              flagpost history support-chat --since 7d --diff
              flagpost history show 413
            """,
        subcommands: [HistoryListCommand.self, HistoryShowCommand.self],
        defaultSubcommand: HistoryListCommand.self)
}
