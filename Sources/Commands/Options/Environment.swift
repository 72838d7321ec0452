#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// The environment as flagpost reads it: a variable set to nothing counts as not set.
struct Environment: Sendable, ExpressibleByDictionaryLiteral {
    private let lookUp: @Sendable (String) -> String?

    subscript(name: String) -> String? {
        guard let value = lookUp(name), !value.isEmpty else { return nil }
        return value
    }

    init(dictionaryLiteral elements: (String, String)...) {
        let values = Dictionary(elements, uniquingKeysWith: { $1 })
        lookUp = { values[$0] }
    }

    private init(lookUp: @escaping @Sendable (String) -> String?) { self.lookUp = lookUp }

    /// This process's own.
    static let process = Environment { name in getenv(name).map { String(cString: $0) } }
}
