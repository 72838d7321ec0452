// One look at the store as a dialogue without I/O: each answer says what to do now and what to ask next. Restrictions of
// any answer are in force before anything else is asked.
//
//     restrictions? -> load -> load again, if only hearsay reached so far -> the log -> everything, if the log disagrees
//
// `AgentCore+Look.swift` has the transitions; `MirrorService` performs requests and effects.

package import FlagStore

/// Where an agent stands in a look at its store.
package struct StoreLook: Sendable {
    /// A question for the store.
    package enum Request: Sendable, Equatable {
        /// Restrictions alone, without documents; `nil`: all of them.
        case restrictions(since: UInt64?)
        /// Everything that changed after a revision; `nil`: everything.
        case load(since: UInt64?)
        /// Records of the change log up to a revision, newest first.
        case records(upTo: UInt64, limit: Int)
    }

    package enum Answer: Sendable {
        /// `nil`: there are none that could be had apart from the rest.
        case restrictions(StoreLoad?)
        case load(StoreLoad)
        case records([ChangeRecord])
        case failed(StoreError)
    }

    /// Something that the answer changed, for the shell to carry out in this order.
    package enum Effect: Sendable {
        /// Write the override entries of these keys. With a lineage: up to there every restriction of the store is known.
        case override(Set<String>, upTo: Lineage?)
        /// Bring what services read up to date.
        case publish
        /// Keep what is known for the next start, though no other revision is applied.
        case persist
        /// The store stands to this agent otherwise than before.
        case standing(StoreStanding)
        /// The store went back, for this reason.
        case wentBack(String)
        /// One person changed something alone.
        case changedAlone(Schedule)
        /// An entry of the store cannot be read.
        case unreadable(name: String, reason: String)
        /// A revision that no change notification announced.
        case missedNotification(UInt64)
    }

    /// The effects of an answer, and the next question.
    package struct Step: Sendable {
        package var effects: [Effect] = []
        /// `nil`: the look is over.
        package var next: Request?
    }

    enum Phase: Sendable {
        case idle
        case restrictionsAhead
        case newest(since: UInt64?)
        /// The same once more: what only hearsay reached, or all of a store in doubt.
        case again(since: UInt64?)
        case past(StoreLoad, since: UInt64?, PastQuestion)
        /// Everything, because the log says another past.
        case everything(agrees: Bool?)
        case pastOfEverything(StoreLoad, agrees: Bool?, PastQuestion)
        case restrictionsAfterFailure
    }

    var phase = Phase.idle
    /// Monotonic nanoseconds.
    var requestedAt: UInt64 = 0
    /// Something restricts that was heard ahead of its load, and is on no disk yet.
    var isUnkept = false
}
