import FlagSnapshot
import Foundation
import SnapshotWriting
import Testing

/// A namespace's directory as an agent leaves it, without the agent.
final class PublishedNamespace {
    let path: String
    private(set) var control: ControlPageWriter

    init() throws {
        path = NSTemporaryDirectory() + "flagpost-" + UUID().uuidString
        try Self.makeDirectories(path)
        control = try ControlPageWriter(path: path + "/control")
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    private static func makeDirectories(_ path: String) throws {
        for folder in ["/rings", "/acks"] {
            try FileManager.default.createDirectory(atPath: path + folder, withIntermediateDirectories: true)
        }
    }

    /// Removes everything, and starts again as a new agent would.
    func recreate() throws {
        try FileManager.default.removeItem(atPath: path)
        try Self.makeDirectories(path)
        control = try ControlPageWriter(path: path + "/control")
    }

    /// As an agent does that cannot use the page it finds.
    func replaceControlPage() throws {
        try FileManager.default.removeItem(atPath: path + "/control")
        control = try ControlPageWriter(path: path + "/control")
    }

    /// One feature that serves `variant` to everyone, and can be killed.
    @discardableResult
    func publish(variant: String, revision: UInt64, damage: ((inout [UInt8]) -> Void)? = nil) throws -> UInt64 {
        let feature = CompiledFeature(
            key: "chat", salt: "chat", bucketBy: nil,
            variants: [variant, "off"].map { CompiledVariant(name: $0, value: Array(#"{"m":"\#($0)"}"#.utf8)) },
            baseline: 0, offVariant: 1, rules: [CompiledRule(shares: [.init(variant: 0, weight: 100_000)])])
        return try publish([feature.record()], revision: revision, damage: damage)
    }

    /// One feature whose only variant has that value, and which is killed to `off`.
    func publish(_ key: String = "chat", value: String, off: String) throws {
        let values = [("on", value), ("off", off)]
        try publish(features: [
            CompiledFeature(
                key: key, salt: key, bucketBy: nil,
                variants: values.map { CompiledVariant(name: $0.0, value: Array($0.1.utf8)) },
                baseline: 0, offVariant: 1, rules: [CompiledRule(shares: [.init(variant: 0, weight: 100_000)])])
        ])
    }

    func publish(features: [CompiledFeature] = [], flags: [CompiledFlag] = []) throws {
        try publish(features.map { try $0.record() } + flags.map { try $0.record() }, revision: 1, damage: nil)
    }

    @discardableResult
    private func publish(
        _ records: [SnapshotRecord], revision: UInt64, damage: ((inout [UInt8]) -> Void)?
    ) throws -> UInt64 {
        let generation = control.nextGeneration(unixMilliseconds: 1000)
        var file = try SnapshotWriter.encode(
            records, generation: generation, revision: revision, unitKey: (0..<16).map { UInt8($0) })
        damage?(&file)
        try Data(file).write(to: URL(fileURLWithPath: "\(path)/snapshot.\(generation)"))
        control.publish(generation: generation)
        control.setRevision(revision)
        return generation
    }

    /// As an agent does with one that is superseded.
    func removeSnapshot(_ generation: UInt64) throws {
        try FileManager.default.removeItem(atPath: "\(path)/snapshot.\(generation)")
    }

    /// Those of its snapshots that this process has mapped.
    func mappedSnapshots() throws -> Set<String> {
        // Read to its end: as a file without a size it would be taken for short.
        let file = try #require(FileHandle(forReadingAtPath: "/proc/self/maps"))
        let maps = String(decoding: try #require(try file.readToEnd()), as: UTF8.self)
        let ours = maps.split(separator: "\n").filter { $0.contains(path + "/snapshot.") }
        return Set(ours.compactMap { $0.split(separator: "/").last.map(String.init) })
    }

    var rings: [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: path + "/rings")) ?? []).filter { !$0.hasPrefix(".") }
    }

    /// Header and records of the only ring.
    func readRing() throws -> (header: RingHeader, records: [RingRecord], judgements: [RingJudgement]) {
        let name = rings.first ?? ""
        let file = [UInt8](try Data(contentsOf: URL(fileURLWithPath: "\(path)/rings/\(name)")))
        return try file.withUnsafeBytes { bytes in
            let header = try RingHeader(bytes, fileSize: bytes.count)
            var records: [RingRecord] = []
            var judgements: [RingJudgement] = []
            for position in 0..<header.head {
                let offset = RingConsumer.offset(of: position, cellCount: header.cellCount)
                let cell = UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + RingLayout.cellSize])
                switch RingConsumer.decode(cell, sequence: position + 1) {
                case .record(let record): records.append(record)
                case .judgement(let judgement): judgements.append(judgement)
                case .notYet, .corrupt: break
                }
            }
            return (header, records, judgements)
        }
    }
}
