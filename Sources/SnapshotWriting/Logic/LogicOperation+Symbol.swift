package import FlagSnapshot

extension LogicOperation {
    /// As documents write it.
    package var symbol: String {
        switch self {
        case .variable: "var"
        case .missing: "missing"
        case .missingSome: "missing_some"
        case .if: "if"
        case .equal: "=="
        case .strictlyEqual: "==="
        case .notEqual: "!="
        case .strictlyNotEqual: "!=="
        case .not: "!"
        case .truthy: "!!"
        case .or: "or"
        case .and: "and"
        case .greater: ">"
        case .greaterOrEqual: ">="
        case .less: "<"
        case .lessOrEqual: "<="
        case .maximum: "max"
        case .minimum: "min"
        case .add: "+"
        case .subtract: "-"
        case .multiply: "*"
        case .divide: "/"
        case .remainder: "%"
        case .map: "map"
        case .reduce: "reduce"
        case .filter: "filter"
        case .all: "all"
        case .none: "none"
        case .some: "some"
        case .merge: "merge"
        case .in: "in"
        case .concatenate: "cat"
        case .substring: "substr"
        case .log: "log"
        case .fractional: "fractional"
        case .startsWith: "starts_with"
        case .endsWith: "ends_with"
        case .semanticVersion: "sem_ver"
        }
    }

    /// `nil` where there is no such operator. `?:` is another name of `if`.
    package init?(symbol: String) {
        guard let operation = Self.bySymbol[symbol] else { return nil }
        self = operation
    }

    private static let bySymbol: [String: LogicOperation] = {
        var operations = Dictionary(uniqueKeysWithValues: allCases.map { ($0.symbol, $0) })
        operations["?:"] = .if
        return operations
    }()
}
