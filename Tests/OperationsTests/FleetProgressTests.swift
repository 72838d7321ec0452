import FlagModel
import FlagStore
import Samples
import Testing

@testable import Operations

@Suite("FleetProgress")
struct FleetProgressTests {
    private let target = Lineage(storeID: "s", epoch: 1, revision: 10)

    private func presence(
        _ host: String, revision: UInt64 = 10, store: String = "s", processes: Int = 0, taken: Int = 0, idle: Int = 0,
        seenAt: Int64 = 100_000
    ) -> Presence {
        .sample(
            host: host, lineage: Lineage(storeID: store, epoch: 1, revision: revision), appliedAfter: 20,
            readers: .init(processes: processes, taken: taken, idle: idle, takenAfter: [1, 2]), seenAt: seenAt)
    }

    private func progress(_ agents: Presence...) -> FleetProgress {
        FleetProgress(fleet: Fleet(now: 100_000, agents: agents), target: target)
    }

    @Test("is complete when all have applied it, or a later revision, and all processes have taken it or are idle")
    func complete() {
        let progress = progress(presence("a", processes: 5, taken: 3, idle: 2), presence("b", revision: 12))
        #expect(progress.isComplete)
        #expect(progress.applied == 2)
        #expect(progress.taken == 3)
        #expect(progress.idle == 2)
        #expect(progress.takenAfter?.count == 4)
    }

    @Test("names each host that lags, and why")
    func laggards() {
        let progress = progress(
            presence("d"), presence("c", processes: 3, taken: 1, idle: 1), presence("b", store: "other"),
            presence("a", revision: 9))
        #expect(!progress.isComplete)
        #expect(
            progress.laggards == [
                .init(host: "a", reason: "is at revision 9"),
                .init(host: "b", reason: "follows another store or another life of this one"),
                .init(host: "c", reason: "1 reading process still behind"),
            ])
    }

    @Test("does not wait for agents that were not seen for 15 seconds")
    func gone() {
        #expect(progress(presence("a", revision: 1, seenAt: 84_999)).agents == 0)
        #expect(progress(presence("a", revision: 1, seenAt: 85_000)).agents == 1)
    }

    @Test("names agents that are gone, and for how long")
    func namesGone() {
        let progress = progress(
            presence("a"), presence("c", revision: 1, seenAt: 40_000), presence("b", seenAt: 80_000))
        #expect(progress.isComplete)
        #expect(
            progress.gone == [
                .init(host: "b", reason: "not heard of for 20 s"), .init(host: "c", reason: "not heard of for 60 s"),
            ])
    }

    @Test("does not lose sight of an agent that was there when the change was made")
    func awaited() {
        let agents = [presence("a"), presence("b", revision: 9, seenAt: 80_000), presence("c", seenAt: 80_000)]
        let progress = FleetProgress(
            fleet: Fleet(now: 100_000, agents: agents), target: target, awaited: Set(agents.map(\.agent)))
        #expect(!progress.isComplete)
        #expect(progress.agents == 2)
        #expect(progress.laggards == [.init(host: "b", reason: "not heard of for 20 s")])
        #expect(progress.gone.map(\.host) == ["c"], "it had followed")
    }

    @Test("counts a host that cannot publish where the change only restricts", arguments: [true, false])
    func unpublished(restricts: Bool) {
        var host = presence("a", revision: 8)
        host.restricted = target
        let progress = FleetProgress(fleet: Fleet(now: 100_000, agents: [host]), target: target, restricts: restricts)
        #expect(progress.isComplete == restricts)
        let reason = "has all restrictions in force, and publishes nothing newer than revision 8"
        #expect(progress.laggards == (restricts ? [] : [.init(host: "a", reason: reason)]))
    }

    @Test("names the features of a host whose override table is full")
    func unplaced() {
        var host = presence("a", revision: 9)
        host.restricted = Lineage(storeID: "s", epoch: 1, revision: 9)
        host.unplaced = ["chat", "search"]
        let progress = FleetProgress(fleet: Fleet(now: 100_000, agents: [host]), target: target, restricts: true)
        let reason = "has no room in its override table for chat, search: every AI feature is off there until it has"
        #expect(progress.laggards == [.init(host: "a", reason: reason)])
    }

    @Test("says which records cannot be read, and that nobody is known to follow where there are no others")
    func damaged() {
        let fleet = Fleet(now: 100_000, agents: [], faults: [.init(name: "presence/x", reason: "too long")])
        let progress = FleetProgress(fleet: fleet, target: target)
        #expect(progress.agents == 0 && progress.json["complete"] == false)
        #expect(progress.faults == ["presence/x: too long"])
    }

    @Test("counts a host that saw the store go back where the change only restricts", arguments: [true, false])
    func held(restricts: Bool) {
        var host = presence("a", revision: 40)
        host.rewind = Presence.Rewind(reason: "its revision is 9, this host has applied 40", found: target)
        var other = presence("b", revision: 40)
        other.rewind = Presence.Rewind(reason: "the store is no longer initialised", found: nil)
        let progress = FleetProgress(
            fleet: Fleet(now: 100_000, agents: [host, other]), target: target, restricts: restricts)
        #expect(progress.applied == (restricts ? 1 : 0))
        let kept = "and keeps what it had at revision 40 until the store is adopted"
        #expect(
            progress.laggards.last?.reason
                == "saw the store go back (the store is no longer initialised), \(kept)")
        let view = FleetView(fleet: Fleet(now: 100_000, agents: [host]), lineage: target)
        #expect(view.standing(of: host).name == "holds")
    }

    @Test("counts that no host can have do no harm")
    func absurdCounts() {
        let progress = progress(
            presence("a", processes: .max, taken: .max, idle: .max),
            presence("b", processes: .max, taken: .min, idle: -1))
        #expect(progress.processes == 2_000_000)
        #expect(progress.laggards.map(\.host) == ["b"])
    }
}
