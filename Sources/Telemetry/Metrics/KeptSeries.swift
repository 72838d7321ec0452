/// One series as a file keeps it.
package struct KeptSeries: Sendable, Equatable {
    package var family: MetricFamily
    var labels: [String]
    var content: MetricRegistry.Content
    var created: UInt64

    /// Whether it still has the shape of its family.
    var fits: Bool { labels.count == family.labels.count && content.fits(family.kind) }
}

extension MetricRegistry {
    var totals: [KeptSeries] { series { _ in true } }

    /// The totals that have changed since what was kept last.
    package var unkept: [KeptSeries] { series { $0.changed > keptEpoch } }

    private func series(where isIncluded: (Sample) -> Bool) -> [KeptSeries] {
        families.filter(\.key.isKept).flatMap { family, samples in
            samples.compactMap { labels, sample in
                isIncluded(sample)
                    ? KeptSeries(family: family, labels: labels, content: sample.content, created: sample.created)
                    : nil
            }
        }
    }

    /// Lets series be no less than somebody has seen them.
    /// - Parameter origin: of the families concerned.
    package mutating func raise(_ seen: [KeptSeries], origin: MetricFamily.Origin) {
        for series in seen where series.family.origin == origin { raise(series) }
    }

    /// Takes everything over that an earlier life kept.
    mutating func restore(_ kept: [KeptSeries]) {
        for series in kept { restore(series) }
    }
}
