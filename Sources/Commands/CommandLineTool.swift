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

            Exit status: 0 done, 1 refused or failed, 2 wrong usage, or with --wait: not everyone was seen to follow.
            """,
        version: BuildVersion.current,
        groupedSubcommands: [
            CommandGroup(
                name: "Changing",
                subcommands: [
                    ApplyCommand.self, KillCommand.self, WithdrawCommand.self, RestoreCommand.self,
                    DeleteCommand.self,
                ]),
            CommandGroup(
                name: "Looking",
                subcommands: [
                    GetCommand.self, ListCommand.self, EvaluateCommand.self, WatchCommand.self, StatusCommand.self,
                ]),
            CommandGroup(name: "Running", subcommands: [AgentCommand.self, StoreCommand.self, ReportCommand.self]),
        ])
}

/// Runs the command line and says how it went.
package enum CommandLineTool {
    /// - Parameter arguments: without the program's name.
    /// - Returns: the process's exit status: 0 done, 1 refused or failed, 2 wrong usage or lagging.
    package static func run(_ arguments: [String]) async -> Int32 {
        do {
            var command = try FlagpostCommand.parseAsRoot(arguments)
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
            return ExitStatus.done
        } catch let failure as Failure {
            StandardStreams.message("flagpost: \(failure)")
            return ExitStatus.failed
        } catch let code as ExitCode {
            return code.rawValue
        } catch {
            return explain(error)
        }
    }

    /// Help and completions go to standard output; what was wrong with the command line to standard error.
    private static func explain(_ error: any Error) -> Int32 {
        let text = FlagpostCommand.fullMessage(for: error)
        guard FlagpostCommand.exitCode(for: error) != .success else {
            StandardStreams.output(text)
            return ExitStatus.done
        }
        let prefix = "Error: "
        StandardStreams.message("flagpost: \(text.hasPrefix(prefix) ? String(text.dropFirst(prefix.count)) : text)")
        return FlagpostCommand.exitCode(for: error) == .validationFailure ? ExitStatus.usage : ExitStatus.failed
    }
}
