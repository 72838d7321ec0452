import ArgumentParser
import FlagModel
import Operations

/// What happens to a change that others have to agree to.
struct ApprovalOptions: ParsableArguments {
    @Option(
        name: [.customLong("edit"), .customLong("proposal")],
        help: .init(
            "Put this in place of what your own open proposal proposes; approvals of it are void.", valueName: "name"))
    var edit: String?

    @Option(help: .init("How long a proposal may wait: 1m to 90d; 7d unless said.", valueName: "duration"))
    var expires: DurationArgument?

    @Flag(
        help: """
            One person, at once, for 60 minutes: then it goes back by itself, unless others have approved it by then. \
            Needs --reason; on record, and every agent alarms.
            """)
    var breakGlass = false

    func validate() throws {
        guard !breakGlass || edit == nil else { throw ValidationError("--break-glass proposes nothing to edit") }
        guard !breakGlass || expires == nil else {
            throw ValidationError("--break-glass always ends after 60 minutes; --expires is for proposals")
        }
    }

    var terms: ApprovalTerms {
        var terms = ApprovalTerms(edit: edit, breakGlass: breakGlass)
        if let expires { terms.lifetime = expires.milliseconds }
        return terms
    }
}

/// `90s`, `24h`, `7d`.
struct DurationArgument: ExpressibleByArgument, Equatable {
    var milliseconds: Int64

    init?(argument: String) {
        guard let duration = Quantities.duration(argument), duration >= .seconds(60), duration <= .seconds(90 * 86_400)
        else { return nil }
        milliseconds = Int64(duration / .milliseconds(1))
    }
}

/// A time to come: `2026-11-27T09:00:00Z`, or `+2h` from now.
struct MomentArgument: ExpressibleByArgument, Equatable {
    let time: ChangeTerms.Time

    init?(argument: String) {
        if argument.hasPrefix("+") {
            guard let duration = Quantities.duration(String(argument.dropFirst())) else { return nil }
            time = .after(Int64(duration / .milliseconds(1)))
        } else {
            guard let moment = Moment.unixMilliseconds(argument) else { return nil }
            time = .at(moment)
        }
    }
}
