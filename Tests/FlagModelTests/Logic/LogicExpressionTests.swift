import FlagModel
import FlagSnapshot
import SeededRandom
import SnapshotWriting
import Testing
import logic_fixture

@Suite struct LogicExpressionTests {
    @Test func `an object of one member is an operation, any other is data`() throws {
        #expect(try LogicExpression(json(##"{"==": [1, 2]}"##)) == .operation(.equal, [.number(1), .number(2)]))
        #expect(try LogicExpression(json(##"{"var": "plan"}"##)) == .variable("plan"))
        #expect(try LogicExpression(json(##"{"a": 1, "==": []}"##)) == .object(Array(##"{"==":[],"a":1}"##.utf8)))
        #expect(try LogicExpression([:]) == .object(Array("{}".utf8)))
    }

    @Test(arguments: [
        ##"{"nope": [1]}"##, ##"{"$ref": "missing"}"##, ##"{"$ref": 5}"##, ##"{"fractionalEvaluation": []}"##,
    ])
    func `an operator that does not exist fails where it is reached`(rule: String) throws {
        #expect(try LogicExpression(json(rule)) == .failure)
        #expect(throws: LogicFault.failure) { try RuleRun().result(of: json(rule), on: [:]) }
        let unreached = try json(##"{"if": [false, \##(rule), "fine"]}"##)
        #expect(try RuleRun().result(of: unreached, on: [:]) == "fine")
    }

    @Test func `references are replaced by evaluators, in data too, and not within evaluators`() throws {
        let evaluators: [String: JSONValue] = [
            "pro": ["==": [["var": "plan"], "pro"]], "nested": ["!": [["$ref": "pro"]]],
        ]
        let rule = try json(##"{"and": [{"$ref": "pro"}, {"$ref": "nested"}, {"a": {"$ref": "pro"}, "b": 1}]}"##)
        let pro = LogicExpression.operation(.equal, [.variable("plan"), .string("pro")])
        let data = Array(##"{"a":{"==":[{"var":"plan"},"pro"]},"b":1}"##.utf8)
        #expect(
            try LogicExpression(rule, evaluators: evaluators)
                == .operation(.and, [pro, .operation(.not, [.failure]), .object(data)]))
    }

    @Test func `a rule nested too deep, or too large once its references are replaced, is refused`() throws {
        var deep: JSONValue = true
        for _ in 0..<LogicProgram.maximumDepth { deep = ["!": deep] }
        #expect(throws: LogicError.tooDeep) { try LogicExpression(deep) }
        #expect(try LogicExpression(deep.object?["!"] ?? .null) != .failure)
        let large: JSONValue = ["merge": .array(Array(repeating: 1, count: 5_000))]
        let many: JSONValue = ["merge": .array(Array(repeating: ["$ref": "large"], count: 20))]
        #expect(throws: LogicError.tooLarge) { try LogicExpression(many, evaluators: ["large": large]) }
        let data: JSONValue = ["x": many, "y": 1]
        #expect(throws: LogicError.tooLarge) { try LogicExpression(data, evaluators: ["large": large]) }
        #expect(LogicError.tooDeep.description.contains("64"))
    }

    @Test func `a rule written out is read as the same rule`() throws {
        var random = SeededGenerator(seed: 1)
        for _ in 0..<5_000 {
            let expression = try LogicExpression(random.rule(depth: 5))
            #expect(try LogicExpression(expression.json) == expression)
        }
    }

    @Test(arguments: LogicOperation.allCases)
    func `every operator has one symbol, which reads back`(operation: LogicOperation) {
        #expect(LogicOperation(symbol: operation.symbol) == operation)
    }
}
