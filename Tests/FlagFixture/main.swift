// Plays the agent's part for the tests of other languages: publishes a namespace's directory, does what lines on
// standard input say, and answers each with one line.
//
//     publish VARIANT | value JSON | flags JSON | kill | restore | beat | records

import FlagSnapshot
import Foundation
import SnapshotWriting

func bytes(of path: String) -> [UInt8] { (try? Data(contentsOf: URL(fileURLWithPath: path))).map([UInt8].init) ?? [] }

func records(in path: String) -> [String] {
    bytes(of: path).withUnsafeBytes { bytes in
        guard let header = try? RingHeader(bytes, fileSize: bytes.count) else { return [] }
        return (0..<header.head).compactMap { position in
            let offset = RingConsumer.offset(of: position, cellCount: header.cellCount)
            let cell = UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + RingLayout.cellSize])
            switch RingConsumer.decode(cell, sequence: position + 1) {
            case .notYet, .corrupt: return nil
            case .judgement(let judgement):
                return "\(header.process):\(judgement.kind):\(judgement.name.string):\(judgement.dimension.string)"
                    + ":\(judgement.value)"
            case .record(let record):
                return "\(header.process):\(record.kind):\(record.result):\(record.attempt):\(record.isFinal)"
                    + ":\(record.inputTokens):\(record.outputTokens):\(record.costMicros)"
            }
        }
    }
}

func answer(_ line: String) { FileHandle.standardOutput.write(Data((line + "\n").utf8)) }

let directory = CommandLine.arguments[1]
for folder in ["rings", "acks"] {
    try FileManager.default.createDirectory(atPath: "\(directory)/\(folder)", withIntermediateDirectories: true)
}
let control = try ControlPageWriter(path: directory + "/control")
var revision: UInt64 = 0

/// - Parameters:
///   - value: JSON of both variants; `nil`: one that names the variant.
///   - flags: published beside the features.
@MainActor func publish(_ variant: String, value: String? = nil, flags: [CompiledFlag] = []) throws {
    let generation = control.nextGeneration(unixMilliseconds: UInt64(Date().timeIntervalSince1970 * 1000))
    let value =
        value ?? #"{"model":"claude","params":{"max_tokens":64},"prompt":{"text":"Hello"},"name":"\#(variant)"}"#
    let fillers = (0..<999).map { number in feature("feature-\(number)", variant, value) }
    let file = try SnapshotWriter.encode(
        ([feature("chat", variant, value)] + fillers).map { try $0.record() } + flags.map { try $0.record() },
        generation: generation, revision: revision + 1, unitKey: (0..<16).map { UInt8($0) })
    try Data(file).write(to: URL(fileURLWithPath: "\(directory)/snapshot.\(generation)"))
    control.publish(generation: generation)
    revision += 1
    control.setRevision(revision)
}

/// Plan `pro` gets the variant; of the others 5 % do, and the rest the baseline.
func feature(_ key: String, _ variant: String, _ value: String) -> CompiledFeature {
    CompiledFeature(
        key: key, salt: key, bucketBy: nil,
        variants: [
            CompiledVariant(name: "stable", value: Array(value.utf8)),
            CompiledVariant(name: variant, value: Array(value.utf8)),
            CompiledVariant(name: "off", value: Array(#"{"static":"sorry"}"#.utf8)),
        ],
        baseline: 0, offVariant: 2,
        rules: [
            CompiledRule(
                condition: .operation(.in, [.variable("plan"), .array([.string("pro")])]),
                shares: [.init(variant: 1, weight: 100_000)]),
            CompiledRule(
                shares: [.init(variant: 1, weight: 5_000), .init(variant: 0, weight: 95_000)]),
        ])
}

while let line = readLine() {
    let words = line.split(separator: " ").map(String.init)
    switch words.first {
    case "publish" where words.count == 2: try publish(words[1])
    case "value": try publish("canary", value: String(line.dropFirst("value ".count)))
    case "flags": try publish("canary", flags: compiledFlags(String(line.dropFirst("flags ".count))))
    case "kill": control.set(OverrideEntry(killed: true), for: KeyHash.of("chat"))
    case "restore": control.set(.none, for: KeyHash.of("chat"))
    case "beat":
        let now = DispatchTime.now().uptimeNanoseconds
        control.beat(at: now)
        control.confirm(at: now)
    case "records":
        let rings = try FileManager.default.contentsOfDirectory(atPath: directory + "/rings").sorted()
        answer(rings.flatMap { records(in: "\(directory)/rings/\($0)") }.joined(separator: " "))
        continue
    default: FileHandle.standardError.write(Data("no such command: \(line)\n".utf8))
    }
    answer("ok")
}
