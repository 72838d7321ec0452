import FlagModel
import FlagSnapshot
import Testing
import logic_fixture

struct LogicVector: Sendable, CustomTestStringConvertible {
    let rule: String
    let context: String
    /// JSON, or `fault`.
    let result: String

    init(_ rule: String, _ context: String, _ result: String) {
        self.rule = rule
        self.context = context
        self.result = result
    }

    var testDescription: String { "\(rule) on \(context)" }

    func evaluated(_ run: RuleRun = RuleRun()) throws -> String {
        do {
            return try run.result(of: json(rule), on: json(context)).canonicalText
        } catch is LogicFault {
            return "fault"
        }
    }

    var expected: String {
        get throws { result == "fault" ? result : try json(result).canonicalText }
    }
}

func json(_ text: String) throws -> JSONValue { try JSONValue.parse(Array(text.utf8)) }

@Suite struct LogicVectorTests {
    @Test(arguments: LogicVectors.variables + LogicVectors.missingKeys)
    func `variables are found as in JavaScript`(vector: LogicVector) throws {
        #expect(try vector.evaluated() == vector.expected)
    }

    @Test(arguments: LogicVectors.choice + LogicVectors.equality + LogicVectors.order)
    func `values are tested and compared as in JavaScript`(vector: LogicVector) throws {
        #expect(try vector.evaluated() == vector.expected)
    }

    @Test(arguments: LogicVectors.arithmetic)
    func `numbers are computed as in JavaScript`(vector: LogicVector) throws {
        #expect(try vector.evaluated() == vector.expected)
    }

    @Test(arguments: LogicVectors.text)
    func `texts are put together and searched as in JavaScript`(vector: LogicVector) throws {
        #expect(try vector.evaluated() == vector.expected)
    }

    @Test(arguments: LogicVectors.arrays)
    func `arrays are walked as in JavaScript`(vector: LogicVector) throws {
        #expect(try vector.evaluated() == vector.expected)
    }

    /// What is asked only whether it holds goes another way through the interpreter.
    @Test(
        arguments: LogicVectors.variables + LogicVectors.choice + LogicVectors.equality + LogicVectors.order
            + LogicVectors.arithmetic + LogicVectors.text + LogicVectors.arrays)
    func `a condition holds where the value of its rule is truthy`(vector: LogicVector) throws {
        let negation = ##"{"!": [\##(vector.rule)]}"##
        guard try vector.expected != "fault" else { return }
        let isTruthy = try RuleRun().isTruthy(json(vector.rule), on: json(vector.context))
        #expect(try RuleRun().isTruthy(json(negation), on: json(vector.context)) == !isTruthy)
        let value = ##"{"log": [{"!!": [{"log": [\##(vector.rule)]}]}]}"##
        #expect(try LogicVector(value, vector.context, "").evaluated() == "\(isTruthy)")
    }
}
