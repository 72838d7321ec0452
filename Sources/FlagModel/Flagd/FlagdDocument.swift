/// A flagd file while it is put together, flag by flag, each on a line of its own.
package struct FlagdDocument {
    private var bytes = Array(#"{"flags":{"#.utf8)
    /// Where each flag's JSON lies among the bytes.
    package private(set) var places: [String: Range<Int>] = [:]

    /// - Parameter size: the bytes it may well come to.
    package init(reserving size: Int = 0) { bytes.reserveCapacity(size) }

    /// - Parameter json: what `FlagdExport` made of the flag. A key that is there already is left out.
    package mutating func append(_ key: String, _ json: some Collection<UInt8>) {
        guard places[key] == nil else { return }
        bytes += (places.isEmpty ? "\n" : ",\n").utf8
        bytes += JSONValue.string(key).canonical
        bytes.append(UInt8(ascii: ":"))
        let start = bytes.count
        bytes += json
        places[key] = start..<bytes.count
    }

    /// The file.
    ///
    /// - Parameter metadata: goes with each evaluation; texts, numbers and booleans only.
    package consuming func finished(metadata: [String: JSONValue]) -> [UInt8] {
        bytes += "\n},\"metadata\":".utf8
        bytes += JSONValue.object(metadata).canonical
        bytes += "}\n".utf8
        return bytes
    }
}
