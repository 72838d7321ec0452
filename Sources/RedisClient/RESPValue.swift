/// One reply of a server, RESP2.
package enum RESPValue: Sendable, Equatable {
    case null
    case integer(Int64)
    case string([UInt8])
    /// A short line such as `OK`.
    case status(String)
    /// A line such as `ERR unknown command`; the first word is the kind.
    case error(String)
    case array([RESPValue])
}

extension RESPValue {
    package var integer: Int64? { if case .integer(let value) = self { value } else { nil } }
    package var array: [RESPValue]? { if case .array(let values) = self { values } else { nil } }

    /// The bytes of a string or status.
    package var bytes: [UInt8]? {
        switch self {
        case .string(let bytes): bytes
        case .status(let text): Array(text.utf8)
        default: nil
        }
    }

    /// A string or status as text; what is not UTF-8 in it is replaced.
    package var text: String? { bytes.map { String(decoding: $0, as: UTF8.self) } }
}
