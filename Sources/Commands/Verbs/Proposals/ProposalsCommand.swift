import ArgumentParser

struct ProposalsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "proposals",
        abstract: "Changes that wait for others to approve them.",
        discussion: """
            What widens a protected feature is not changed by one person: apply, import, delete, rename, revert, prompt \
            use, restore and rollout make a proposal of it. Others look at it and approve or reject it.

              flagpost proposals
              flagpost proposals show k3f9ap
              flagpost approve k3f9ap --reason "looked at the numbers"
            """,
        subcommands: [
            ProposalsListCommand.self, ProposalsShowCommand.self, ProposalsApplyCommand.self,
            ProposalsTakeBackCommand.self, ProposalsCallOffCommand.self,
        ],
        defaultSubcommand: ProposalsListCommand.self)
}
