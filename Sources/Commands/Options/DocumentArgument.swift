import ArgumentParser
import FlagModel
import FlagStore

/// One document, as people name it: `support-chat`, `feature/support-chat`, or `feature support-chat`.
struct DocumentArgument: ParsableArguments {
    @Argument(help: "The document: KEY, KIND/KEY or KIND KEY; of a version of a prompt the key is NAME@N.")
    var name: [String]

    @Option(help: "The document's kind, where several have this key.")
    var kind: DocumentKind?

    func validate() throws {
        guard (1...2).contains(name.count) else { throw ValidationError("name one document") }
        guard name.count == 1 || DocumentKind(rawValue: name[0]) != nil else {
            let kinds = DocumentKind.allCases.map(\.rawValue)
            throw ValidationError(
                "\(name[0]) is no kind of document: " + (NearestName.hint(for: name[0], among: kinds) ?? ""))
        }
        guard named.kind == nil || kind == nil || named.kind == kind else {
            throw ValidationError("--kind says \(kind?.rawValue ?? ""), the name says \(named.kind?.rawValue ?? "")")
        }
    }

    var key: String { named.key }
    /// `nil`: whichever has the key.
    var kindIfSaid: DocumentKind? { kind ?? named.kind }

    private var named: (kind: DocumentKind?, key: String) {
        if name.count > 1 { return (DocumentKind(rawValue: name[0]), name[1]) }
        guard let id = DocumentID(name.first ?? ""), let kind = DocumentKind(rawValue: id.kind) else {
            return (nil, name.first ?? "")
        }
        return (kind, id.key)
    }
}
