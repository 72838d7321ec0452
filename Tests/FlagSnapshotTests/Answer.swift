import FlagSnapshot
import SnapshotWriting

/// What an evaluation came to, without pointers.
struct Answer: Equatable {
    var status: Evaluation.Status
    var reason: Evaluation.Reason
    var cause: Evaluation.Cause
    var arm: Evaluation.Arm
    var variant: String
    var value: String
    var metadata: String

    init(_ evaluation: Evaluation) {
        status = evaluation.status
        reason = evaluation.reason
        cause = evaluation.cause
        arm = evaluation.arm
        variant = String(decoding: evaluation.name.buffer, as: UTF8.self)
        value = String(decoding: evaluation.value.buffer, as: UTF8.self)
        metadata = String(decoding: evaluation.metadata.buffer, as: UTF8.self)
    }
}

extension EvaluationTime {
    /// A second after a host's start, on some day in 2026.
    static let example = EvaluationTime(monotonic: 1_000_000_000, unixMilliseconds: 1_795_435_200_000)
}

func evaluate(
    _ key: String, unit: String = "", _ attributes: [(String, AttributeLiteral)] = [], in file: [UInt8],
    under control: ControlPageReader? = nil, at now: EvaluationTime = .example
) throws -> Answer {
    try file.withUnsafeBytes { try evaluate(key, unit: unit, attributes, in: $0, under: control, at: now) }
}

func evaluate(
    _ key: String, unit: String = "", _ attributes: [(String, AttributeLiteral)] = [],
    in file: UnsafeRawBufferPointer, under control: ControlPageReader? = nil, at now: EvaluationTime = .example
) throws -> Answer {
    let view = try SnapshotView(Bytes(file))
    let room = UnsafeMutableRawPointer.allocate(byteCount: LogicArena.size, alignment: 8)
    defer { room.deallocate() }
    let evaluator = Evaluator(snapshot: view, control: control, arena: LogicArena(room), now: now)
    return withAttributes(attributes) { attributes in
        withBytes(key) { key in
            withBytes(unit) { unit in Answer(evaluator.evaluate(key, unit: unit, attributes: attributes)) }
        }
    }
}

private func withAttributes<Result>(
    _ attributes: [(String, AttributeLiteral)], _ body: (UnsafeBufferPointer<Attribute>) -> Result
) -> Result {
    func borrow(_ rest: ArraySlice<(String, AttributeLiteral)>, _ borrowed: [Attribute]) -> Result {
        guard let (name, value) = rest.first else { return borrowed.withUnsafeBufferPointer(body) }
        return withBytes(name) { name in
            func go(_ value: Attribute.Value) -> Result {
                borrow(rest.dropFirst(), borrowed + [Attribute(name: name, value: value)])
            }
            return switch value {
            case .string(let text): withBytes(text) { go(.string($0)) }
            case .number(let number): go(.number(number))
            case .bool(let bool): go(.bool(bool))
            }
        }
    }
    return borrow(attributes[...], [])
}
