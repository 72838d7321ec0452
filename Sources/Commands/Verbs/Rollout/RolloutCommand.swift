import ArgumentParser

struct RolloutCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rollout",
        abstract: "Take a feature's candidate from stage to stage, or back.",
        discussion: """
            A feature declares its candidate and stages under rollout:. Nobody gets the candidate until the rollout is \
            started; each stage is taken by a person, with promote. Users who have it keep it from stage to stage.

              flagpost rollout start support-chat --reason "new model, see AI-412"
              flagpost rollout promote support-chat --reason "no complaints at 1%"
              flagpost rollout rollback support-chat --reason "too slow"
              flagpost rollout status
            """,
        subcommands: [
            RolloutStartCommand.self, RolloutPromoteCommand.self, RolloutRollbackCommand.self,
            RolloutPauseCommand.self, RolloutResumeCommand.self, RolloutStatusCommand.self,
        ])
}
