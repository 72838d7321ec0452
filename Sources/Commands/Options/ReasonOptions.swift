import ArgumentParser
import Operations

/// Why a person changes something: kept in the record for good.
struct ReasonOptions: ParsableArguments {
    @Option(help: .init("Why; kept in the record.", valueName: "text"))
    var reason: String

    @Option(help: .init("For whom you act; recorded beside you.", valueName: "name"))
    var onBehalfOf: String?

    func validate() throws {
        guard !reason.utf8.isEmpty, reason.utf8.count <= Self.longest else {
            throw ValidationError("--reason takes 1 to \(Self.longest) bytes of text")
        }
    }

    fileprivate static let longest = 1_000

    var author: Authorship { Authorship(commandLine: reason, onBehalfOf: onBehalfOf) }
}

/// The same where a reason is welcome, but not required.
struct OptionalReasonOptions: ParsableArguments {
    @Option(help: .init("Why; kept in the record.", valueName: "text"))
    var reason = ""

    @Option(help: .init("For whom you act; recorded beside you.", valueName: "name"))
    var onBehalfOf: String?

    func validate() throws {
        guard reason.utf8.count <= ReasonOptions.longest else {
            throw ValidationError("--reason takes at most \(ReasonOptions.longest) bytes of text")
        }
    }

    var author: Authorship { Authorship(commandLine: reason, onBehalfOf: onBehalfOf) }
}

extension Authorship {
    /// Of what is done with this command line on this host.
    init(commandLine reason: String, onBehalfOf: String? = nil) {
        self.init(reason: reason, onBehalfOf: onBehalfOf, channel: "cli", origin: HostName.current)
    }
}
