package import FlagModel
package import FlagStore
package import SnapshotWriting

extension Mirror {
    /// The last form of a document that compiled.
    package struct GoodForm: Sendable, Equatable {
        package enum Content: Sendable, Equatable {
            /// A feature without what services read of it, for guards and telemetry, and how it lies in a snapshot.
            case feature(Feature, SnapshotRecord)
            case flag(SnapshotRecord)
            /// What others are made of: a prompt, a segment...
            case part(DocumentContent)
        }

        package var body: [UInt8]
        var content: Content
        /// Of the feature's state when it was compiled.
        var rollout: FeatureState.Rollout?
        /// The mirror's version in which it took the place of another.
        package var version: UInt64 = 0

        package var feature: Feature? { if case .feature(let feature, _) = content { feature } else { nil } }
        var part: DocumentContent? { if case .part(let part) = content { part } else { nil } }

        /// `nil` where services do not read it.
        package var record: SnapshotRecord? {
            switch content {
            case .feature(_, let record), .flag(let record): record
            case .part: nil
            }
        }
    }
}

extension Feature {
    /// Without what only services read: values and route are in the snapshot.
    var outline: Feature {
        var outline = self
        outline.route = []
        outline.variants = variants.map { variant in
            var variant = variant
            variant.value = .null
            return variant
        }
        return outline
    }

    /// The documents that it names. Of overrides it knows nothing: they name the feature.
    var namedParts: Set<DocumentID> {
        let calls = variants.flatMap { [$0.value] + ($0.value["fallback"]?.array ?? []) }
        let prompts = calls.compactMap { $0["prompt"]?.string }.map { DocumentID(.prompt, $0) }
        let segments = route.flatMap(\.conditions).compactMap { condition in
            if case .segment(let key) = condition.test { DocumentID(.segment, key) } else { nil }
        }
        return Set(prompts + segments)
    }
}

extension DocumentID {
    package init(_ kind: DocumentKind, _ key: String) { self.init(kind: kind.rawValue, key: key) }
}
