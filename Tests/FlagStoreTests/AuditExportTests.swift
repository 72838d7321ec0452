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

    @Test("a field that people read and that was altered beside its proof is found, with its name")
    func forged() throws {
        let lines = Self.lines()
        func fault(_ old: String, _ new: String) -> AuditExportError? {
            var reader = AuditExportReader(time: { _ in "t" })
            let text = String(decoding: lines[2], as: UTF8.self)
            let altered = text.replacing(old, with: new, maxReplacements: 1)
            #expect(altered != text)
            let changed: [[UInt8]] = [lines[0], lines[1], Array(altered.utf8), lines[3], lines[4]]
            do throws(AuditExportError) {
                for line in changed { try reader.read(line) }
                return nil
            } catch {
                return error
            }
        }
        // The payload's own text stands behind these, and its quotes are escaped.
        for (old, new, name) in [
            (#""actor":"a""#, #""actor":"b""#, "actor"), (#""reason":"reason 2""#, #""reason":"reason 9""#, "reason"),
            (#""at":"t""#, #""at":"u""#, "at"), (#""at":"t","#, "", "at"), (#""actor":"a","#, "", "actor"),
            (#""at":"t""#, #""approved":"yes","at":"t""#, "approved"), (#""behalf":null"#, #""behalf":"b""#, "behalf"),
        ] {
            let found = try #require(fault(old, new))
            #expect(found.line == 3)
            #expect(found.message.hasPrefix("the field \(name) of revision 2 "))
        }
        #expect(fault(#""behalf":null,"#, "") == nil)
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
