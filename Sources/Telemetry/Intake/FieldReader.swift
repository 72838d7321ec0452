import FlagModel
import FlagSnapshot

/// What is wrong with one field.
struct FieldError: Error {
    var reason: String
    init(_ reason: String) { self.reason = reason }
}

/// Reads the members of one reported object, each within its limits. A member that is `null` counts as missing, one that
/// is not known is ignored: a newer client may say more.
struct FieldReader {
    static let nameLimit = 128
    static let idLimit = 512

    let members: [String: JSONValue]
    /// The namespace's keyed hash.
    let hash: (String) -> UInt128

    func member(_ name: String) -> JSONValue? {
        guard let value = members[name], value != .null else { return nil }
        return value
    }

    func text(_ name: String, limit: Int = nameLimit) throws(FieldError) -> String? {
        guard let member = member(name) else { return nil }
        guard let text = member.string, text.utf8.count <= limit else {
            throw FieldError("\(name): should be a string of at most \(limit) bytes")
        }
        return text
    }

    /// A text that has to be there and not be empty.
    func required(_ name: String, limit: Int = nameLimit) throws(FieldError) -> String {
        guard let text = try text(name, limit: limit), !text.isEmpty else { throw FieldError("\(name): missing") }
        return text
    }

    func flag(_ name: String) throws(FieldError) -> Bool? {
        guard let member = member(name) else { return nil }
        guard let flag = member.bool else { throw FieldError("\(name): should be true or false") }
        return flag
    }

    func whole(_ name: String, _ range: ClosedRange<Int64>) throws(FieldError) -> Int64? {
        guard let member = member(name) else { return nil }
        guard let value = member.integer, range.contains(value) else {
            throw FieldError("\(name): should be a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return value
    }

    func number(_ name: String, _ range: ClosedRange<Double>) throws(FieldError) -> Double? {
        guard let member = member(name) else { return nil }
        guard let value = member.number, range.contains(value) else {
            throw FieldError(
                "\(name): should be a number from \(Int64(range.lowerBound)) to \(Int64(range.upperBound))")
        }
        return value
    }

    /// When it happened: `now` less `age_ms`; 0 for what happened before the clock began.
    func time(now: UInt64) throws(FieldError) -> UInt64 {
        guard let member = member("age_ms") else { return now }
        guard let age = member.number else { throw FieldError("age_ms: should be a number") }
        guard age >= -Double(OutcomeWindows.tolerance / 1_000_000) else {
            throw FieldError("age_ms: more than 5 s in the future")
        }
        guard age <= RecordBounds.milliseconds.upperBound else { throw FieldError("age_ms: more than 24 h ago") }
        let nanoseconds = UInt64((age.magnitude * 1e6).rounded())
        return age < 0 ? now &+ nanoseconds : now.since(nanoseconds)
    }

    func revision() throws(FieldError) -> UInt64 { UInt64(try whole("revision", 0...Int64.max) ?? 0) }

    /// A ULID or 32 hex digits stand for themselves; anything else is hashed, so that equal ids stay equal.
    func decision() throws(FieldError) -> UInt128 {
        guard let text = try text("decision", limit: Self.idLimit), !text.isEmpty else { return 0 }
        return CallIdentifier.parse(text) ?? hash(text)
    }

    /// The hashed unit; what arrives without having been hashed is hashed here.
    func unit() throws(FieldError) -> UInt128 {
        guard let text = try text("unit", limit: Self.idLimit), !text.isEmpty else { return 0 }
        if text.hasPrefix("h1:"), let value = CallIdentifier.hex(text.dropFirst(3)) { return value }
        return hash(text)
    }
}
