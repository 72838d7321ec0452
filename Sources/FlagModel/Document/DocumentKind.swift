/// The kinds of documents that people write, as `kind:` names them.
package enum DocumentKind: String, Sendable, CaseIterable {
    case feature, prompt, segment, flag, prices, policy
    case parameters = "params"
}
