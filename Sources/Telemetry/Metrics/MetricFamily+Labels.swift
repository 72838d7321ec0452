// Values of labels that the program itself names: their series are there from the start.

import FlagSnapshot

extension MetricFamily {
    /// Files whose writing may fail, as `disk_failures_total` names them.
    package static let keptFiles = [
        "last-good", "trips", "host-restrictions", "checkpoint", "journal", "flags.flagd.json",
    ]

    /// Why records are lost before they are taken in, by source.
    static let dropReasons: [(source: Outcome.Source, reasons: [String])] = [
        (
            .ring,
            [
                "ring_full", "truncated", "bad_ring", "bad_header", "bad_head", "bad_record", "unfinished",
                "too_many_rings", "no_directory",
            ]
        ),
        (.datagram, ["truncated", "receive_failed"]),
    ]

    /// What may become of a record.
    static let intakeResults =
        OutcomeWindows.Disposition.allCases.map(\.rawValue) + ["duplicate", "late", "rejected", "out_of_bounds"]

    /// Why a connection was not served as it wished.
    static let turnedAwayReasons = ["gave_way", "health_only", "refused"]

    static let tokenTypes = ["input", "output", "cached"]
}
