/// An answer of the agent, read from untrusted bytes.
struct HTTPAnswer: Equatable {
    var status: Int
    var body: [UInt8]

    /// No answer of an agent is longer.
    static let longestHead = 16 << 10
    static let longestBody = 8 << 20

    /// Why what came is no answer.
    struct Malformed: Error, Equatable { var reason: String }

    /// Reads what has come so far.
    ///
    /// - Parameter ended: nothing more will come.
    /// - Returns: `nil` where more must come first.
    static func parse(_ bytes: [UInt8], ended: Bool) throws(Malformed) -> HTTPAnswer? {
        guard let headEnd = endOfHead(bytes) else {
            if bytes.count > longestHead { throw Malformed(reason: "its head is too long") }
            if ended { throw Malformed(reason: "it ends too early") }
            return nil
        }
        let lines = String(decoding: bytes[..<headEnd], as: UTF8.self).split(separator: "\r\n")
        let status = try statusCode(lines.first ?? "")
        let body = bytes[(headEnd + 4)...]
        guard let length = try contentLength(lines.dropFirst()) else {
            guard body.count <= longestBody else { throw Malformed(reason: "its body is too long") }
            return ended ? HTTPAnswer(status: status, body: Array(body)) : nil
        }
        guard body.count < length else { return HTTPAnswer(status: status, body: Array(body.prefix(length))) }
        if ended { throw Malformed(reason: "it ends too early") }
        return nil
    }

    private static func endOfHead(_ bytes: [UInt8]) -> Int? {
        let mark = Array("\r\n\r\n".utf8)
        let end = min(bytes.count, longestHead) - mark.count
        guard end >= 0 else { return nil }
        return (0...end).first { bytes[$0] == mark[0] && Array(bytes[$0..<($0 + mark.count)]) == mark }
    }

    private static func statusCode(_ line: Substring) throws(Malformed) -> Int {
        let words = line.split(separator: " ", maxSplits: 2)
        guard words.count >= 2, words[0] == "HTTP/1.1" || words[0] == "HTTP/1.0", let status = Int(words[1]),
            (100...599).contains(status)
        else { throw Malformed(reason: "it is no HTTP/1.1") }
        return status
    }

    private static func contentLength(_ headers: ArraySlice<Substring>) throws(Malformed) -> Int? {
        for header in headers {
            let parts = header.split(separator: ":", maxSplits: 1)
            guard parts.count == 2 else { continue }
            switch parts[0].lowercased() {
            case "transfer-encoding":
                throw Malformed(reason: "it is sent in chunks, which was not asked for")
            case "content-length":
                let digits = parts[1].filter { $0 != " " }
                guard let length = Int(digits), (0...longestBody).contains(length) else {
                    throw Malformed(reason: "its length is over \(longestBody) bytes or no number")
                }
                return length
            default: continue
            }
        }
        return nil
    }
}
