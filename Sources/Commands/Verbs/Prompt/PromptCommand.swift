import ArgumentParser

struct PromptCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prompt",
        abstract: "Keep versions of prompts, and point variants at them.",
        discussion: """
            A version never changes: editing adds one, rolling back points a variant at an older one.

              flagpost prompt add support-system -f system.txt --note "asks for the order number first"
              flagpost prompt diff support-system 12 13
              flagpost prompt use support-chat canary support-system@13 --reason "AI-412"
            """,
        subcommands: [
            PromptAddCommand.self, PromptListCommand.self, PromptDiffCommand.self, PromptUseCommand.self,
            PromptRedactCommand.self,
        ])
}
