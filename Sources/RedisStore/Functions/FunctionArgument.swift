// A function's request, in MessagePack: Library/Lua/request.lua says why.

import RedisClient

enum FunctionArgument: Sendable {
    case bytes([UInt8])
    case flag(Bool)
    case list([FunctionArgument])
    case named([(name: String, value: FunctionArgument)])

    static func text(_ text: String) -> FunctionArgument { .bytes(Array(text.utf8)) }

    /// As digits.
    static func number(_ number: some BinaryInteger) -> FunctionArgument { .text(String(number)) }

    static func texts(_ texts: [String]) -> FunctionArgument { .list(texts.map { .text($0) }) }

    /// Arguments of the call: the request, and the texts that are too long to be copied once more.
    var arguments: [[UInt8]] {
        var request = Request()
        request.write(self)
        return [request.packed] + request.longTexts
    }
}

private struct Request {
    /// Bytes of a text that stands in the request itself.
    private static let shortText = 1_024

    private(set) var packed: [UInt8] = []
    private(set) var longTexts: [[UInt8]] = []

    mutating func write(_ argument: FunctionArgument) {
        switch argument {
        case .bytes(let bytes) where bytes.count > Self.shortText:
            longTexts.append(bytes)
            // Arguments count from 1, which is the request.
            write(type: 0xce, longTexts.count + 1)
        case .bytes(let bytes): write(bytes)
        case .flag(let flag): packed.append(flag ? 0xc3 : 0xc2)
        case .list(let values):
            write(type: 0xdd, values.count)
            for value in values { write(value) }
        case .named(let values):
            write(type: 0xdf, values.count)
            for (name, value) in values {
                write(Array(name.utf8))
                write(value)
            }
        }
    }

    private mutating func write(_ bytes: [UInt8]) {
        if bytes.count < 32 {
            packed.append(0xa0 | UInt8(bytes.count))
        } else {
            write(type: 0xdb, bytes.count)
        }
        packed += bytes
    }

    /// A type with a number of 32 bits: a number itself, or how many bytes, values or pairs follow.
    private mutating func write(type: UInt8, _ number: Int) {
        packed.append(type)
        for shift in [24, 16, 8, 0] { packed.append(UInt8(truncatingIfNeeded: number >> shift)) }
    }
}

extension FunctionArgument: ExpressibleByStringLiteral {
    init(stringLiteral text: String) { self = .text(text) }
}

extension FunctionArgument: ExpressibleByDictionaryLiteral {
    /// A field whose value is `nil` is left out.
    init(dictionaryLiteral elements: (String, FunctionArgument?)...) {
        self = .named(elements.compactMap { name, value in value.map { (name, $0) } })
    }
}

extension FunctionArgument {
    /// With these in addition.
    static func + (argument: FunctionArgument, other: FunctionArgument) -> FunctionArgument {
        guard case .named(let values) = argument, case .named(let others) = other else { return argument }
        return .named(values + others)
    }
}
