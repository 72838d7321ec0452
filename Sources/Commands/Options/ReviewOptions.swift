import ArgumentParser
import Operations

/// How a change of documents is agreed to, and what the record says of it.
struct ReviewOptions: ParsableArguments {
    @Flag(name: .shortAndLong, help: "Do not ask.")
    var yes = false

    @Flag(
        help: """
            Change a variant underneath more than 5 % of users all the same, where its behaviour does not change (a typo, \
            formatting), or give one to more than twice as many at once. Needs --reason; on record.
            """)
    var shipDirectly = false

    @OptionGroup var approval: ApprovalOptions
    @OptionGroup var record: OptionalReasonOptions

    var reason: String { record.reason }

    func terms(at moment: MomentArgument? = nil) -> ChangeTerms {
        ChangeTerms(shipsDirectly: shipDirectly, time: moment?.time, approval: approval.terms)
    }

    func validate() throws {
        guard !shipDirectly || !reason.isEmpty else {
            throw ValidationError("--ship-directly is for the record: give a --reason")
        }
        guard !approval.breakGlass || !reason.isEmpty else {
            throw ValidationError("--break-glass is for the record: give a --reason")
        }
    }
}
