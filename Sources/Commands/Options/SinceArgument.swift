import ArgumentParser
import FlagModel
import FlagStore

/// From where on records are wanted: a revision, a moment, or a time back from now.
enum SinceArgument: ExpressibleByArgument, Equatable {
    case revision(UInt64)
    /// Unix milliseconds.
    case moment(Int64)
    case back(milliseconds: Int64)

    init?(argument: String) {
        if let revision = UInt64(argument) {
            self = .revision(revision)
        } else if let duration = Quantities.duration(argument) {
            self = .back(milliseconds: Int64(duration / .milliseconds(1)))
        } else if let moment = Moment.unixMilliseconds(argument) {
            self = .moment(moment)
        } else {
            return nil
        }
    }

    /// - Parameter now: the store's clock, Unix milliseconds.
    func includes(_ record: ChangeRecord, now: Int64) -> Bool {
        switch self {
        case .revision(let revision): record.revision >= revision
        case .moment(let moment): record.at >= moment
        case .back(let milliseconds): record.at >= now - milliseconds
        }
    }
}
