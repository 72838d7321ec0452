import FlagModel
import FlagStore
import Testing

@Suite("An export of the change log")
struct AuditExportTests {
    @Test("a whole one holds together, and a reader needs nothing else")
    func whole() throws {
        var reader = AuditExportReader()
        for line in Self.lines() { try reader.read(line) }
        #expect(try reader.finish() == reader.last)
        #expect(reader.records == 3)
        #expect(reader.storeID == "s")
    }

    @Test("a record that is altered, left out, put elsewhere or cut off is found, with its line")
    func broken() throws {
        let lines = Self.lines()
        func fault(_ lines: [[UInt8]]) -> AuditExportError? {
            var reader = AuditExportReader()
            do throws(AuditExportError) {
                for line in lines { try reader.read(line) }
                _ = try reader.finish()
                return nil
            } catch {
                return error
            }
        }
        let altered = String(decoding: lines[2], as: UTF8.self).replacing("reason 2", with: "reason 9")
        #expect(fault([lines[0], lines[1], Array(altered.utf8)] + lines[3...])?.line == 3)
        #expect(fault([lines[0], lines[1], lines[3], lines[4]])?.line == 3)
        #expect(fault([lines[0], lines[2], lines[1], lines[3], lines[4]])?.line == 2)
        #expect(fault(Array(lines.dropLast()))?.line == 5)
        #expect(fault(Array(lines.dropFirst()))?.line == 1)
    }

    private static func lines() -> [[UInt8]] {
        var last = AuditChain.Checkpoint(revision: 0, chain: AuditChain.origin)
        func checkpoint() -> [UInt8] { AuditExport.checkpoint(last, storeID: "s", namespace: "prod").canonical }
        var lines = [checkpoint()]
        for revision in UInt64(1)...3 {
            let payload = ChangePayload.adoption(
                by: Attribution(commitID: "\(revision)", actor: "a", reason: "reason \(revision)", source: "cli"))
            let link = AuditChain.link(
                after: last.chain, storeID: "s", revision: revision, at: 1, payloadDigest: payload.digest)
            let record = ChangeRecord(
                revision: revision, at: 1, payload: payload, payloadDigest: payload.digest, chain: link)
            lines.append(AuditExport.record(record, storeID: "s", time: "t").canonical)
            last = AuditChain.Checkpoint(revision: revision, chain: link)
        }
        return lines + [checkpoint()]
    }
}
