import ArgumentParser
import Operations

/// Runs the command line and says how it went.
package enum CommandLineTool {
    /// - Parameter arguments: without the program's name.
    /// - Returns: the process's exit status: 0 done, 1 refused or failed, 2 wrong usage or lagging, 3 waits for approval.
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
        } catch let error as OperationError {
            StandardStreams.message("flagpost: \(Failure(error))")
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
