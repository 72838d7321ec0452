// The evaluator of the ordinary build, for tests in other languages: reads a namespace's directory through FlagClient's
// Swift API, and answers each line {"flag", "unit", "attributes"} with one.

import FlagClient
import FlagModel
import Foundation

func attribute(_ value: JSONValue) -> AttributeValue {
    switch value {
    case .string(let text): .string(text)
    case .bool(let bool): .bool(bool)
    case .integer(let integer): .number(Double(integer))
    case .number(let number): .number(number)
    case .null, .array, .object: .json(value.canonicalText)
    }
}

func answer(_ line: String, from reader: Reader) throws -> JSONValue {
    let question = try JSONValue.parse(Array(line.utf8))
    guard case .string(let flag)? = question["flag"], case .object(let attributes)? = question["attributes"] else {
        return .object(["status": .string("badQuestion")])
    }
    var unit: String?
    if case .string(let named)? = question["unit"] { unit = named }
    let decision = reader.evaluate(flag, unit: unit, attributes: attributes.mapValues(attribute))
    return .object([
        "status": .string("\(decision.status)"), "reason": .string(decision.reason.word),
        "cause": decision.cause.word.map(JSONValue.string) ?? .null,
        "variant": decision.variant.map(JSONValue.string) ?? .null,
        "value": decision.value.isEmpty ? .null : try JSONValue.parse(decision.value),
    ])
}

let reader = try FlagClient(directory: CommandLine.arguments[1], ringCells: 0).makeReader()
while let line = readLine() {
    FileHandle.standardOutput.write(Data((try answer(line, from: reader).canonicalText + "\n").utf8))
}
