import FlagModel
import FlagSnapshot
import SnapshotWriting
import TestServers

/// A host on which features are evaluated as services do it: from a snapshot, under a control page.
struct WorldHost {
    private let page: ControlPageWriter
    private let folder: TemporaryFolder
    /// One for each tenth of the buckets, so that shares in tenths are exact.
    private let units: [String]

    private static let second: UInt64 = 1_000_000_000
    private static let now: UInt64 = 10_000 * second
    private static let key = "chat"

    init() throws {
        folder = try TemporaryFolder()
        page = try ControlPageWriter(path: folder.path + "/control")
        // Found by the evaluator itself: ten tenths, each with a variant of its own.
        let names = (0..<10).map { "tenth\($0)" }
        let probe = Feature(
            key: Self.key, variants: names.map { Variant(name: $0, value: ["static": .string($0)], digest: $0) },
            onKill: names[0], baseline: names[0],
            route: [
                RouteEntry(
                    conditions: [], shares: names.map { RouteEntry.Share(variant: $0, weight: 10_000) })
            ])
        let snapshot = try Self.snapshot(of: probe)
        var found: [String: String] = [:]
        for number in 0..<1_000 where found.count < 10 {
            let unit = "unit-\(number)"
            found[Self.served(snapshot, [unit], in: .quiet, under: page.reader)[0]] = unit
        }
        units = names.compactMap { found[$0] }
        precondition(units.count == 10, "a thousand units leave a tenth out")
    }

    /// Who is given more by the new form, in one of these worlds: of anything but what is baseline or off variant in
    /// both forms, or who had the off variant and loses it. `nil` where nobody is.
    func gain(from old: Feature, to new: Feature, in worlds: [World]) throws -> String? {
        let free = Set([old.baseline]).intersection([new.baseline]).union(
            Set([old.onKill]).intersection([new.onKill]))
        let (before, after) = (try Self.snapshot(of: old), try Self.snapshot(of: new))
        for world in worlds {
            var quiet = World.quiet
            (quiet.plan, quiet.region) = (world.plan, world.region)
            let always = tenths(old, before, in: quiet)
            let had = tenths(old, before, in: world)
            let has = tenths(new, after, in: world)
            for (variant, count) in has where !free.contains(variant) && count > had[variant] ?? 0 {
                return "\(variant) goes from \(had[variant] ?? 0) to \(count) tenths where \(world)"
            }
            // Of those who get it by the route: for others it takes the place of what may come back.
            let off = min(always[old.onKill] ?? 0, had[old.onKill] ?? 0)
            if old.onKill == new.onKill, has[new.onKill] ?? 0 < off {
                return "off goes from \(off) to \(has[new.onKill] ?? 0) tenths where \(world)"
            }
        }
        return nil
    }

    private func tenths(_ feature: Feature, _ snapshot: [UInt8], in world: World) -> [String: Int] {
        let act = FeatureState.Act(by: "ann", at: 1, reason: "", source: "cli")
        let state = FeatureState(
            key: feature.key,
            withdrawn: Dictionary(
                uniqueKeysWithValues: world.withdrawn.map { ($0, FeatureState.Withdrawal(act: act, digest: "")) }))
        let own = world.trips(of: feature).map { $0.restriction(on: feature.key) }
        let entry = OverrideEntry(RestrictionLadder(state: state, own: own), hash: KeyHash.of)
        page.set(entry, for: KeyHash.of(feature.key), baseline: KeyHash.of(feature.baseline))
        page.confirm(at: Self.now - world.silentSeconds * Self.second)
        let served = Self.served(snapshot, units, in: world, under: page.reader)
        return Dictionary(served.map { ($0, 1) }, uniquingKeysWith: +)
    }

    private static func snapshot(of feature: Feature) throws -> [UInt8] {
        try SnapshotWriter.encode(
            [try feature.compiled().record()], generation: 1, revision: 1, unitKey: [UInt8](repeating: 7, count: 16),
            bucketing: .v3)
    }

    /// The names of the variants that these units get.
    private static func served(
        _ snapshot: [UInt8], _ units: [String], in world: World, under control: ControlPageReader
    ) -> [String] {
        snapshot.withUnsafeBytes { file in
            guard let view = try? SnapshotView(Bytes(file)) else { return [] }
            let room = UnsafeMutableRawPointer.allocate(byteCount: LogicArena.size, alignment: 8)
            defer { room.deallocate() }
            let evaluator = Evaluator(
                snapshot: view, control: control, arena: LogicArena(room),
                now: EvaluationTime(monotonic: now, unixMilliseconds: 1_795_435_200_000))
            return units.map { unit in
                withText(world.plan ?? "") { plan in
                    withText(world.region ?? "") { region in
                        var attributes: [Attribute] = []
                        if world.plan != nil { attributes.append(Attribute(name: Bytes("plan"), value: .string(plan))) }
                        if world.region != nil {
                            attributes.append(Attribute(name: Bytes("region"), value: .string(region)))
                        }
                        return attributes.withUnsafeBufferPointer { attributes in
                            withText(key) { key in
                                withText(unit) { unit in
                                    let evaluation = evaluator.evaluate(key, unit: unit, attributes: attributes)
                                    return String(decoding: evaluation.name.buffer, as: UTF8.self)
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    private static func withText<Result>(_ text: String, _ body: (Bytes) -> Result) -> Result {
        Array(text.utf8).withUnsafeBytes { body(Bytes($0)) }
    }
}
