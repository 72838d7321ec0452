import SeededRandom
import Testing

@testable import FlagSnapshot

@Suite struct LogicNumberTests {
    @Test func `random floats are printed as the shortest digits that read back`() throws {
        var random = SeededGenerator(seed: 1)
        for _ in 0..<100_000 {
            let value = Double(bitPattern: random.next())
            guard value.isFinite else { continue }
            let text = try printed(value)
            guard text == inJavaScript(value) else {
                Issue.record("\(value) is printed \(text), not \(inJavaScript(value))")
                return
            }
            #expect(read(text) == value)
        }
    }

    @Test func `random decimal texts are read as the nearest float`() throws {
        var random = SeededGenerator(seed: 2)
        for _ in 0..<100_000 {
            let text = decimalText(&random)
            let value = try #require(Double(text))
            guard read(text).bitPattern == value.bitPattern else {
                Issue.record("\(text) is read as \(read(text)), not \(value)")
                return
            }
        }
    }

    /// Halfway between two floats, and the least bit to either side, with hundreds of digits.
    @Test func `ties go to the even float, however far away the digit that decides`() throws {
        let one = "1.00000000000000011102230246251565404236316680908203125"
        #expect(read(one) == 1)
        #expect(read(one + String(repeating: "0", count: 2_000) + "1") == 1.0000000000000002)
        #expect(read(String(one.dropLast()) + "4" + String(repeating: "9", count: 2_000)) == 1)
        #expect(read("9007199254740993") == 9_007_199_254_740_992)
        #expect(read("9007199254740993.00000000000000000000001") == 9_007_199_254_740_994)
        #expect(read("9007199254740995") == 9_007_199_254_740_996)
        let least = "2.4703282292062327208299439634110686182529901307162382212792841250337753635104375932649918180817"
        #expect(read(least + "e-324") == 0)
        #expect(read("2.48e-324") == .leastNonzeroMagnitude)
        #expect(read("1.7976931348623158079e308") == .greatestFiniteMagnitude)
        #expect(read("1.7976931348623159e308") == .infinity)
        #expect(read("0." + String(repeating: "0", count: 400) + "1e401") == 1)
        #expect(read("1" + String(repeating: "0", count: 400) + "e-400") == 1)
        #expect(read("1e99999999999999999999999") == .infinity)
        #expect(read("1e-99999999999999999999999") == 0)
        #expect(read("0e99999999999999999999999") == 0)
    }

    @Test(
        arguments: [
            (0, "0"), (-0.0, "0"), (1, "1"), (-1.5, "-1.5"), (1e20, "100000000000000000000"),
            (0x1.ac53a7e04bcdap66, "123456789012345680000"), (1e21, "1e+21"), (1.5e21, "1.5e+21"),
            (-1.25e-7, "-1.25e-7"), (1e-6, "0.000001"), (1.5e-6, "0.0000015"), (1e-7, "1e-7"), (0.1, "0.1"),
            (0.1 + 0.2, "0.30000000000000004"), (123.456, "123.456"), (9_007_199_254_740_991, "9007199254740991"),
            (9_007_199_254_740_992, "9007199254740992"), (9_007_199_254_740_993_024, "9007199254740993000"),
            (.leastNonzeroMagnitude, "5e-324"), (.leastNormalMagnitude, "2.2250738585072014e-308"),
            (.greatestFiniteMagnitude, "1.7976931348623157e+308"), (.nan, "NaN"), (-.infinity, "-Infinity"),
            (0x1p-1022, "2.2250738585072014e-308"), (2e-44, "2e-44"), (1e23, "1e+23"), (5e-7, "5e-7"),
        ] as [(Double, String)])
    func `numbers are printed as in JavaScript`(value: Double, text: String) throws {
        #expect(try printed(value) == text)
    }

    @Test(
        arguments: [
            ("", 0), ("  ", 0), ("12", 12), (" 12\n", 12), ("\u{A0}7\u{FEFF}\u{2003}", 7), ("\u{3000}7\u{1680}", 7),
            ("+5", 5), ("-5", -5), ("5.", 5), (".5", 0.5), ("-.5e1", -5), ("1E3", 1_000), ("1e+3", 1_000),
            ("0x1F", 31), ("0XfF", 255), ("0o17", 15), ("0b101", 5), ("Infinity", .infinity), ("-Infinity", -.infinity),
            ("007", 7), ("0x20000000000001", 9_007_199_254_740_992), ("0x20000000000003", 9_007_199_254_740_996),
            ("0x10000000000000800000000000000000000", 0x1p136),
            ("0x10000000000000800000000000000000001", 0x1.0000000000001p136),
            ("0b" + String(repeating: "1", count: 1_100), .infinity),
            (".", .nan), ("-", .nan), ("e5", .nan), ("1e", .nan), ("1 2", .nan), ("12px", .nan), ("1_000", .nan),
            ("0x", .nan), ("-0x1F", .nan), ("0x1G", .nan), ("0b2", .nan), ("infinity", .nan), ("nan", .nan),
            ("1..2", .nan), ("--1", .nan), ("\u{85}1", .nan), ("1n", .nan), ("\u{E9}", .nan),
        ] as [(String, Double)])
    func `texts are read as in JavaScript`(text: String, value: Double) {
        let read = withBytes(text) { NumericText.number($0) }
        #expect(read == value || (read.isNaN && value.isNaN))
    }

    @Test(
        arguments: [
            ("12px", 12), ("  3.14abc", 3.14), ("-5e1x", -50), ("1e", 1), ("1e+", 1), ("1.5.5", 1.5), (".5.", 0.5),
            ("Infinityx", .infinity), ("-Infinity", -.infinity), ("0x1F", 0), ("", .nan), ("px", .nan), ("- 1", .nan),
        ] as [(String, Double)])
    func `the number at the beginning is read as by parseFloat`(text: String, value: Double) {
        let read = withBytes(text) { NumericText.leadingNumber($0) }
        #expect(read == value || (read.isNaN && value.isNaN))
    }

    @Test func `remainders are exact and have the sign of the dividend`() {
        var random = SeededGenerator(seed: 3)
        let special = [
            0, -0.0, 1, -1, 3, .infinity, -.infinity, .nan, .leastNonzeroMagnitude, .greatestFiniteMagnitude,
        ]
        for round in 0..<100_000 {
            var pair = [Double(bitPattern: random.next()), Double(bitPattern: random.next())]
            if round % 4 == 0 { pair[0] = special.randomElement(using: &random) ?? 0 }
            if round % 8 < 2 { pair[1] = special.randomElement(using: &random) ?? 0 }
            if round % 8 == 3 { pair[1] = pair[0] / Double(Int.random(in: 1...1_000, using: &random)) }
            let wanted = pair[0].truncatingRemainder(dividingBy: pair[1])
            let found = Remainder.of(pair[0], pair[1])
            guard found.bitPattern == wanted.bitPattern || (found.isNaN && wanted.isNaN) else {
                Issue.record("\(pair[0]) % \(pair[1]) is \(found), not \(wanted)")
                return
            }
        }
    }

    @Test func `floats lose their fraction without a trap`() {
        var random = SeededGenerator(seed: 4)
        for _ in 0..<10_000 {
            let value = Double.random(in: -1e18...1e18, using: &random)
            #expect(value.clampedInteger == Int(value))
            #expect((value / 1e18).clampedInteger == 0 || abs(value) >= 1e18)
        }
        for value in [0.5, -0.9, 0, .nan, .leastNonzeroMagnitude] { #expect(value.clampedInteger == 0) }
        #expect(Double.infinity.clampedInteger == 1 << 62)
        #expect((-1e300).clampedInteger == -(1 << 62))
        #expect(0x1p61.clampedInteger == 1 << 61)
        #expect((-1.999).clampedInteger == -1)
    }
}

private func printed(_ value: Double) throws -> String {
    let memory = UnsafeMutableRawPointer.allocate(byteCount: 64, alignment: 8)
    defer { memory.deallocate() }
    var arena = LogicArena(memory, capacity: 64)
    try arena.append(value)
    return String(decoding: arena.text(from: 0).buffer, as: UTF8.self)
}

private func read(_ text: String) -> Double { withBytes(text) { NumericText.number($0) } }

/// What JavaScript prints, from the digits that Swift prints.
private func inJavaScript(_ value: Double) -> String {
    guard value != 0 else { return "0" }
    let parts = "\(value.magnitude)".split(separator: "e")
    let point = parts[0].split(separator: ".", omittingEmptySubsequences: false)
    let exponent = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
    let all = point.joined()
    let leading = all.prefix { $0 == "0" }.count
    var digits = String(all.dropFirst(leading))
    let position = point[0].count - leading + exponent
    while digits.hasSuffix("0") { digits.removeLast() }
    let count = digits.count
    let text: String
    if position > 21 || position < -5 {
        let fraction = count > 1 ? "." + digits.dropFirst() : ""
        text = "\(digits.prefix(1))\(fraction)e\(position > 0 ? "+" : "-")\((position - 1).magnitude)"
    } else if position <= 0 {
        text = "0." + String(repeating: "0", count: -position) + digits
    } else if position >= count {
        text = digits + String(repeating: "0", count: position - count)
    } else {
        text = "\(digits.prefix(position)).\(digits.dropFirst(position))"
    }
    return value < 0 ? "-" + text : text
}

private func decimalText(_ random: inout SeededGenerator) -> String {
    var digits = (0..<Int.random(in: 1...25, using: &random)).map { _ in
        Character(Unicode.Scalar(UInt8(48) + UInt8(random.next() % 10)))
    }
    if Bool.random(using: &random) { digits.insert(".", at: Int.random(in: 0..<digits.count, using: &random)) }
    let exponent =
        switch Int.random(in: 0..<4, using: &random) {
        case 0: 0
        case 1: Int.random(in: -30...30, using: &random)
        default: Int.random(in: -345...310, using: &random)
        }
    return (Bool.random(using: &random) ? "-" : "") + String(digits) + (exponent == 0 ? "" : "e\(exponent)")
}
