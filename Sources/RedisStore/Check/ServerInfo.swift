/// The answer to `INFO` or `CLUSTER INFO`: lines of `name:value` under headings.
struct ServerInfo: Sendable, Equatable {
    /// A replica as its master sees it.
    struct Replica: Sendable, Equatable {
        var address: String
        /// `online`, or how far its first synchronisation is.
        var state: String
        /// Seconds since it last said how far it is.
        var lag: Int64
        /// Bytes of the replication stream that it has.
        var offset: Int64
    }

    /// Far more than any server says.
    private static let lineLimit = 4_096

    let values: [String: String]

    init(_ text: String) {
        var values: [String: String] = [:]
        for line in text.split(whereSeparator: \.isNewline).prefix(Self.lineLimit) where !line.hasPrefix("#") {
            guard let colon = line.firstIndex(of: ":") else { continue }
            values[String(line[..<colon])] = String(line[line.index(after: colon)...])
        }
        self.values = values
    }

    subscript(name: String) -> String? { values[name] }

    func number(_ name: String) -> Int64? { values[name].flatMap { Int64($0) } }

    /// `slave0:ip=10.0.0.2,port=6379,state=online,offset=14,lag=0`
    var replicas: [Replica] {
        (0..<(number("connected_slaves").map { min(max($0, 0), 256) } ?? 0)).compactMap { index in
            guard let text = values["slave\(index)"] else { return nil }
            var fields: [Substring: Substring] = [:]
            for field in text.split(separator: ",") {
                guard let equals = field.firstIndex(of: "=") else { continue }
                fields[field[..<equals]] = field[field.index(after: equals)...]
            }
            return Replica(
                address: "\(fields["ip"] ?? "?"):\(fields["port"] ?? "?")", state: String(fields["state"] ?? "unknown"),
                lag: fields["lag"].flatMap { Int64($0) } ?? 0, offset: fields["offset"].flatMap { Int64($0) } ?? 0)
        }
    }
}
