/// How often an agent turns to the store without being asked. Every interval is an upper bound, of which each wait takes
/// up to a fifth away: agents that were started or cut off together drift apart.
package enum AgentRhythm {
    /// Saying what it has applied. Five may be lost before others take the agent for gone (`Fleet.liveMilliseconds`).
    package static let announcement: Duration = .seconds(3)
    /// The same while a trip waits for its quorum or for the store.
    package static let urgentAnnouncement: Duration = .milliseconds(500)
    /// Looking at the revision, unless told otherwise.
    package static let poll: Duration = .seconds(5)
    /// Looking for a store that does not answer.
    package static let retry: Duration = .seconds(1)

    /// How long to wait this time.
    package static func wait(_ interval: Duration) -> Duration { interval * Double.random(in: 0.8...1) }
}
