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
    let memory = UnsafeMutableRawPointer.allocate(byteCount: LogicArena.size + AttributeRoom.size, alignment: 8)
    defer { memory.deallocate() }
    let evaluator = Evaluator(snapshot: view, control: control, arena: LogicArena(memory), now: now)
    let room = AttributeRoom(memory + LogicArena.size)
    return withAttributes(attributes) { attributes in
        withBytes(key) { key in
            withBytes(unit) { unit in Answer(evaluator.evaluate(key, unit: unit, all: attributes, in: room)) }
        }
    }
}

/// Their texts lie in one piece of memory, so that there may be tens of thousands.
private func withAttributes<Result>(
    _ attributes: [(String, AttributeLiteral)], _ body: (UnsafeBufferPointer<Attribute>) -> Result
) -> Result {
    var texts: [UInt8] = []
    func span(_ text: String) -> Range<Int> {
        let start = texts.count
        texts += text.utf8
        return start..<texts.count
    }
    let spans = attributes.map { name, value in
        let name = span(name)
        return if case .string(let text) = value { (name, span(text)) } else { (name, 0..<0) }
    }
    return texts.withUnsafeBytes { texts in
        func bytes(_ span: Range<Int>) -> Bytes { Bytes(UnsafeRawBufferPointer(rebasing: texts[span])) }
        return zip(attributes, spans).map { attribute, span in
            let value: Attribute.Value =
                switch attribute.1 {
                case .string: .string(bytes(span.1))
                case .number(let number): .number(number)
                case .bool(let bool): .bool(bool)
                }
            return Attribute(name: bytes(span.0), value: value)
        }.withUnsafeBufferPointer(body)
    }
}
