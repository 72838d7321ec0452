package import FlagModel
import FlagStore
package import SnapshotWriting

extension Mirror {
    /// What services read under a key, as flagd's JSON, made anew from the body of the form in use: nothing of it is kept
    /// in memory. `nil` where that cannot be done any more, because what it was made of is gone.
    package func flagdFlag(_ key: String, under entry: OverrideEntry, by export: FlagdExport) -> [UInt8]? {
        let id = [DocumentID(.feature, key), DocumentID(.flag, key)].first { entries[$0]?.good != nil }
        guard let id, let body = entries[id]?.good?.body else { return nil }
        switch Document.load(body: body, name: id.description).document?.content {
        case .feature(let feature):
            let (resolved, diagnostics) = documents.resolved(feature)
            guard !diagnostics.contains(where: { $0.severity == .error }) else { return nil }
            return export.flag(resolved.compiled(state: effectiveState(of: key)), under: entry)
        case .flag(let flag): return export.flag(flag, under: entry)
        default: return nil
        }
    }
}
