// Series begin at 0 before anything is counted in them, because `increase()` sees no first step from nothing to one;
// and they end some time after the last document that named them, so that a last scrape has them.

import FlagSnapshot

extension MetricRegistry {
    /// How long a series stays that no document names any more, in nanoseconds. A document that comes back sooner finds
    /// its counters as they were.
    package static let grace: UInt64 = 600 * .second
    /// The part of a family's room that may be taken for what has not been counted yet: what is counted comes first.
    private static let declaredShare = 0.5

    /// Lets begin at 0 whatever the program itself names.
    mutating func declareOwn() {
        for family in MetricFamily.all where family.isKept && family.labels.isEmpty { declare(family) }
        for family in MetricFamily.all where limit(of: family) != nil { declare(.seriesOverflow, [family.name]) }
        for file in MetricFamily.keptFiles { declare(.diskFailures, [file]) }
        for reason in MetricFamily.turnedAwayReasons { declare(.connectionsTurnedAway, [reason]) }
        for (source, reasons) in MetricFamily.dropReasons {
            for reason in reasons { declare(.intakeDropped, [source.rawValue, reason]) }
        }
        for source in Outcome.Source.allCases {
            for result in MetricFamily.intakeResults { declare(.intakeRecords, [source.rawValue, result]) }
        }
        for scope in ["host", "fleet"] { declare(.trips, [Catalog.other, Catalog.other, Catalog.other, scope]) }
    }

    /// Lets begin at 0 what a feature declares: its guards, and its variants as far as there is room.
    package mutating func declare(_ key: String, _ entry: DeclaredNames.Entry) {
        for rule in entry.guards {
            for action in rule.actions {
                for scope in rule.scopes { declare(.trips, [key, rule.name, action, scope]) }
            }
        }
        for (variant, models) in entry.variants ?? [:] {
            for result in Outcome.Result.allCases {
                declare(.requests, [key, variant, result.name], share: Self.declaredShare)
            }
            for model in models {
                declare(.cost, [key, variant, model], share: Self.declaredShare)
                for type in MetricFamily.tokenTypes {
                    declare(.tokens, [key, variant, model, type], share: Self.declaredShare)
                }
            }
        }
    }

    /// Notes which series no document names any more, and which ones are named again.
    /// - Parameters:
    ///   - names: what the documents name now.
    ///   - now: monotonic nanoseconds.
    ///   - grace: how long they stay.
    package mutating func follow(_ names: DeclaredNames, now: UInt64, grace: UInt64 = Self.grace) {
        var ends: [SeriesName: UInt64] = [:]
        for (family, samples) in families where family.labels.contains("feature") && family.kind != .gauge {
            for labels in samples.keys {
                let series = SeriesName(family: family, labels: labels)
                if !names.cover(series) { ends[series] = ending[series] ?? (now &+ grace) }
            }
        }
        ending = ends
        endSeries(now: now)
    }

    /// Takes away the series whose time has come.
    package mutating func endSeries(now: UInt64) {
        guard !ending.isEmpty else { return }
        for (series, time) in ending where time <= now {
            end(series)
            ending[series] = nil
        }
    }
}
