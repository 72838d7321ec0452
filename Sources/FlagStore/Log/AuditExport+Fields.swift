// The fields of a record that people and their tools read stand beside what is proven. They prove nothing themselves, so
// a reader has to hold them against it.

package import FlagModel

extension AuditExport {
    /// What the chain proves, besides the payload itself.
    private static let proven: Set<String> = ["revision", "at_ms", "store", "payload", "payload_sha256", "chain"]

    /// The first field of a line that says something else than its payload and its time do; `nil` where there is none.
    ///
    /// - Parameter time: how a time is written for people; `nil`: that is not compared.
    package static func forgedField(
        in line: JSONValue, of record: ChangeRecord, time: ((Int64) -> String)?
    ) -> String? {
        let known = record.payload.json.object ?? [:]
        // A newer version may have said more in the payload than this one knows, and an export of its own has it.
        let stated = (try? JSONValue.parse(record.text, limits: limits))?.object ?? [:]
        let members = line.object ?? [:]
        for name in Set(members.keys).union(known.keys).sorted() where !proven.contains(name) {
            let shown = members[name] ?? .null
            var allowed = [known[name], stated[name]].compactMap { $0 }
            if name == "at" {
                guard let time else { continue }
                allowed = [.string(time(record.at))]
            }
            // By their bytes: two texts that only look alike are not equal.
            guard allowed.contains(where: { $0.canonical == shown.canonical }) else { return name }
        }
        // Left out it would not be among the members.
        return time != nil && members["at"] == nil ? "at" : nil
    }
}
