import ArgumentParser
import FlagModel
import Operations

/// Runs the command line and says how it went.
package enum CommandLineTool {
    /// - Parameter arguments: without the program's name.
    /// - Returns: the process's exit status, as `ExitStatus` lists them.
    package static func run(_ arguments: [String]) async -> Int32 {
        var verb: (any ParsableCommand)?
        do {
            var command = try FlagpostCommand.parseAsRoot(arguments)
            verb = command
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
            return ExitStatus.done
        } catch let failure as Failure {
            return report(failure, of: verb)
        } catch let error as OperationError {
            return report(Failure(error), of: verb)
        } catch let code as ExitCode {
            return code.rawValue
        } catch {
            return explain(error, arguments)
        }
    }

    /// In words to standard error; to who asked for JSON or YAML also as the answer, where there is no other.
    private static func report(_ failure: Failure, of verb: (any ParsableCommand)?) -> Int32 {
        StandardStreams.message("flagpost: \(failure)".withoutControlsButLines)
        if let verb = verb as? any AnsweringCommand, verb.output.output != .text, !StandardStreams.current.hasAnswered {
            verb.output.print(failure.json) { [] }
        }
        return ExitStatus.failed
    }

    /// Help and completions go to standard output; what was wrong with the command line to standard error.
    private static func explain(_ error: any Error, _ arguments: [String]) -> Int32 {
        let text = FlagpostCommand.fullMessage(for: error)
        guard FlagpostCommand.exitCode(for: error) != .success else {
            StandardStreams.output(text)
            return ExitStatus.done
        }
        let prefix = "Error: "
        let reason = text.hasPrefix(prefix) ? String(text.dropFirst(prefix.count)) : text
        let hint = MistypedVerb.hint(for: arguments).map { "\n  \($0)" } ?? ""
        StandardStreams.message("flagpost: \(reason)\(hint)".withoutControlsButLines)
        return FlagpostCommand.exitCode(for: error) == .validationFailure ? ExitStatus.usage : ExitStatus.failed
    }
}

/// A verb whose answer programs can read.
protocol AnsweringCommand: ParsableCommand {
    var output: OutputOptions { get }
}
