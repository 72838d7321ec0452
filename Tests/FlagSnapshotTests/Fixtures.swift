import FlagSnapshot
import Foundation

/// A directory that goes with the test.
final class TemporaryDirectory {
    let path: String

    init() throws {
        path = NSTemporaryDirectory() + "flagpost-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }
}

extension CompiledFeature {
    /// Employees get `canary`; of the rest 5 % do, and 95 % `stable`. `off` is what a kill serves.
    static func chat(key: String = "support-chat", rules: [CompiledRule]? = nil) -> CompiledFeature {
        CompiledFeature(
            key: key, salt: key, bucketBy: nil,
            variants: ["stable", "canary", "off"].map {
                CompiledVariant(name: $0, value: Array(#"{"model":"\#($0)"}"#.utf8))
            },
            baseline: 0, offVariant: 2,
            rules: rules ?? [
                CompiledRule(
                    conditions: [
                        CompiledCondition(attribute: "plan", test: .oneOf([.string("staff")]), negated: false)
                    ],
                    shares: [.init(variant: 1, weight: 100_000)]),
                CompiledRule(
                    conditions: [], shares: [.init(variant: 1, weight: 5_000), .init(variant: 0, weight: 95_000)]),
            ])
    }
}

/// What an evaluation came to, without pointers.
struct Answer: Equatable {
    var status: Evaluation.Status
    var reason: Evaluation.Reason
    var cause: Evaluation.Cause
    var arm: Evaluation.Arm
    var variant: String
    var value: String

    init(_ evaluation: Evaluation) {
        status = evaluation.status
        reason = evaluation.reason
        cause = evaluation.cause
        arm = evaluation.arm
        variant = String(decoding: evaluation.name.buffer, as: UTF8.self)
        value = String(decoding: evaluation.value.buffer, as: UTF8.self)
    }
}

let unitKey = (0..<16).map { UInt8($0) }

func evaluate(
    _ key: String, unit: String = "", _ attributes: [(String, AttributeLiteral)] = [], in file: [UInt8],
    under control: ControlPageReader? = nil
) throws -> Answer {
    try file.withUnsafeBytes { try evaluate(key, unit: unit, attributes, in: $0, under: control) }
}

func evaluate(
    _ key: String, unit: String = "", _ attributes: [(String, AttributeLiteral)] = [],
    in file: UnsafeRawBufferPointer, under control: ControlPageReader? = nil
) throws -> Answer {
    let view = try SnapshotView(Bytes(file))
    func borrow(
        _ rest: ArraySlice<(String, AttributeLiteral)>, _ borrowed: [Attribute], _ body: ([Attribute]) -> Answer
    ) -> Answer {
        guard let (name, value) = rest.first else { return body(borrowed) }
        return withBytes(name) { name in
            switch value {
            case .string(let text):
                withBytes(text) {
                    borrow(rest.dropFirst(), borrowed + [Attribute(name: name, value: .string($0))], body)
                }
            case .number(let number):
                borrow(rest.dropFirst(), borrowed + [Attribute(name: name, value: .number(number))], body)
            case .bool(let bool):
                borrow(rest.dropFirst(), borrowed + [Attribute(name: name, value: .bool(bool))], body)
            }
        }
    }
    return borrow(attributes[...], []) { attributes in
        withBytes(key) { key in
            withBytes(unit) { unit in
                attributes.withUnsafeBufferPointer {
                    Answer(Evaluator(snapshot: view, control: control).evaluate(key, unit: unit, attributes: $0))
                }
            }
        }
    }
}

func snapshot(_ features: CompiledFeature...) throws -> [UInt8] {
    try SnapshotWriter.encode(features, generation: 7, revision: 41, unitKey: unitKey)
}
