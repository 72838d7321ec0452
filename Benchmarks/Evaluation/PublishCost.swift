import Foundation
import SnapshotWriting

/// What a change of one document among many takes, from its compiled form to the announced file.
enum PublishCost {
    static func measure(_ count: Int) throws {
        let keys = try PublishedKeys(kind: .feature, count: count)
        var records = keys.records
        var encodings: [Double] = []
        var publications: [Double] = []
        for round in 0..<15 {
            let start = DispatchTime.now().uptimeNanoseconds
            records[round] = try PublishedKeys.feature("key-\(round)", ruleCount: 2 + round).record()
            _ = try SnapshotWriter.encode(
                records, generation: 1, revision: 1, unitKey: [UInt8](repeating: 1, count: 16))
            let encoded = DispatchTime.now().uptimeNanoseconds
            try keys.publish(records)
            encodings.append(Double(encoded - start) / 1e6)
            publications.append(Double(DispatchTime.now().uptimeNanoseconds - encoded) / 1e6)
        }
        print(
            "  \(count) features: record and layout \(milliseconds(encodings)), layout, file and announcement "
                + milliseconds(publications))
    }

    private static func milliseconds(_ values: [Double]) -> String {
        "\((median(values) * 100).rounded() / 100) ms (longest \(((values.max() ?? 0) * 100).rounded() / 100))"
    }
}
