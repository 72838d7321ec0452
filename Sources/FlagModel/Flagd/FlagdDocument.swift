/// A flagd file while it is put together, flag by flag, each on a line of its own.
package struct FlagdDocument {
    private var bytes = Array(#"{"flags":{"#.utf8)
    /// So many bytes have been handed out.
    private var taken = 0
    /// Where each flag's JSON lies in the file.
    package private(set) var places: [String: Range<Int>] = [:]

    package init() {}

    /// Bytes that can be taken.
    package var waiting: Int { bytes.count }

    /// Hands out what is finished, so that the whole file is never in memory.
    package mutating func take() -> [UInt8] {
        let finished = bytes
        taken += finished.count
        bytes = []
        return finished
    }

    /// - Parameter json: what `FlagdExport` made of the flag. A key that is there already is left out.
    package mutating func append(_ key: String, _ json: some Collection<UInt8>) {
        guard places[key] == nil else { return }
        bytes += (places.isEmpty ? "\n" : ",\n").utf8
        bytes += JSONValue.string(key).canonical
        bytes.append(UInt8(ascii: ":"))
        let start = taken + bytes.count
        bytes += json
        places[key] = start..<taken + bytes.count
    }

    /// The file, or what has not been taken of it.
    ///
    /// - Parameter metadata: goes with each evaluation; texts, numbers and booleans only.
    package consuming func finished(metadata: [String: JSONValue]) -> [UInt8] {
        bytes += "\n},\"metadata\":".utf8
        bytes += JSONValue.object(metadata).canonical
        bytes += "}\n".utf8
        return bytes
    }
}
