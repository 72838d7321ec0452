import Agent
import ArgumentParser

/// The `flagpost` command.
struct FlagpostCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "flagpost",
        abstract: "Safe flags for AI features: decide on the host, measure, and take back at once.",
        discussion: """
            A change goes to the store; every host's agent takes it from there into shared memory, where services \
            read it.

              flagpost apply -f support-chat.yaml
              flagpost kill support-chat --reason "wrong refunds" --wait
              flagpost restore support-chat --reason "prompt fixed"
              flagpost status

            Which store: --store, else FLAGPOST_STORE, else 'store:' in /etc/flagpost/flagpost.yaml, else the store \
            that this host's agent uses.

            Exit status: 0 done, 1 refused or failed, 2 wrong usage, 3 not changed yet: others have to approve it, 4 with \
            --wait: the change stands, but not everyone was seen to follow.
            """,
        version: Version.current,
        groupedSubcommands: [
            CommandGroup(
                name: "Changing",
                subcommands: [
                    ApplyCommand.self, KillCommand.self, WithdrawCommand.self, RestoreCommand.self,
                    RolloutCommand.self, PromptCommand.self, RenameCommand.self, DeleteCommand.self,
                    RevertCommand.self, ImportCommand.self,
                ]),
            CommandGroup(
                name: "Approving",
                subcommands: [ProposalsCommand.self, ApproveCommand.self, RejectCommand.self]),
            CommandGroup(
                name: "Looking",
                subcommands: [
                    LintCommand.self, DiffCommand.self, GetCommand.self, ListCommand.self, EvaluateCommand.self,
                    WatchCommand.self, StatusCommand.self, HistoryCommand.self, AuditCommand.self, ExportCommand.self,
                ]),
            CommandGroup(name: "Running", subcommands: [AgentCommand.self, StoreCommand.self, ReportCommand.self]),
        ])
}
