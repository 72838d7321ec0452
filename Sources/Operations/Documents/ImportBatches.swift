package import FlagModel
import FlagStore

/// Documents in as few commits as the store takes: what others stand on first, what tunes a feature together with it.
package struct ImportBatches {
    package var batches: [[Document]]

    package init(_ documents: [Document], limit: Int = StoreLimits.changes) {
        guard documents.count + Set(documents.flatMap(\.standsOn)).count > limit else {
            batches = documents.isEmpty ? [] : [documents]
            return
        }
        var tuning: [String: [Document]] = [:]
        var groups: [[Document]] = []
        var features: [[Document]] = []
        for document in documents {
            switch document.content {
            case .parameters(let overrides): tuning[overrides.feature, default: []].append(document)
            case .feature: features.append([document])
            default: groups.append([document])
            }
        }
        groups += features.map { group in group + (tuning.removeValue(forKey: group[0].key) ?? []) }
        groups += tuning.sorted { $0.key < $1.key }.map(\.value)
        batches = []
        // What features stand on is part of their commit, though it stays as it is.
        var foundations: Set<DocumentID> = []
        for group in groups {
            let standsOn = Set(group.flatMap(\.standsOn))
            if let last = batches.indices.last,
                batches[last].count + group.count + foundations.union(standsOn).count <= limit
            {
                batches[last] += group
                foundations.formUnion(standsOn)
            } else {
                batches.append(group)
                foundations = standsOn
            }
        }
    }
}

extension Document {
    fileprivate var standsOn: [DocumentID] {
        guard let feature else { return [] }
        return feature.promptReferences.map { DocumentID(.prompt, $0) }
            + feature.segmentNames.map { DocumentID(.segment, $0) }
    }
}
