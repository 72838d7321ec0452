import ArgumentParser
import FlagModel
import Operations

/// From where on records are wanted: a revision, a moment, or a time back from now.
struct SinceArgument: ExpressibleByArgument, Equatable {
    let start: RecordQuery.Start

    init?(argument: String) {
        if let revision = UInt64(argument) {
            start = .revision(revision)
        } else if let duration = Quantities.duration(argument) {
            start = .back(Int64(duration / .milliseconds(1)))
        } else if let moment = Moment.unixMilliseconds(argument) {
            start = .moment(moment)
        } else {
            return nil
        }
    }
}
