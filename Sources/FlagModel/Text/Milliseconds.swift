/// Spans of time as people read them.
package enum Milliseconds {
    /// `0.4 ms`, `12 ms`, `3.2 s`, `4 min`, `5 h`, `12 d`.
    package static func text(_ milliseconds: Double) -> String {
        guard milliseconds.isFinite else { return "unknown" }
        switch milliseconds {
        case ..<10: return "\(oneDecimal(milliseconds)) ms"
        case ..<1_000: return "\(whole(milliseconds)) ms"
        case ..<120_000: return "\(oneDecimal(milliseconds / 1_000)) s"
        case ..<7_200_000: return "\(whole(milliseconds / 60_000)) min"
        case ..<172_800_000: return "\(whole(milliseconds / 3_600_000)) h"
        default: return "\(whole(milliseconds / 86_400_000)) d"
        }
    }

    private static func oneDecimal(_ value: Double) -> String {
        let tenths = (value * 10).rounded() / 10
        return tenths == tenths.rounded() ? whole(tenths) : "\(tenths)"
    }

    private static func whole(_ value: Double) -> String {
        Int64(exactly: value.rounded()).map(String.init) ?? "\(value)"
    }
}
