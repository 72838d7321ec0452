import ArgumentParser
import FlagModel

/// A verb that there is not, beside those that there are.
enum MistypedVerb {
    /// `did you mean "kill"?`; `nil` where every word that should be a verb is one.
    static func hint(for arguments: [String]) -> String? {
        var command: any ParsableCommand.Type = FlagpostCommand.self
        for word in arguments {
            let subcommands = command.configuration.subcommands
            guard !word.hasPrefix("-"), !subcommands.isEmpty else { return nil }
            guard let next = subcommands.first(where: { $0._commandName == word }) else {
                // What is no verb of such a command belongs to the one that it runs by itself.
                guard command.configuration.defaultSubcommand == nil else { return nil }
                return NearestName.near(word, among: subcommands.map { $0._commandName }).map {
                    "did you mean \"\($0)\"?"
                }
            }
            command = next
        }
        return nil
    }
}
