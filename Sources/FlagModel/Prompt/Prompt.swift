/// One version of a prompt. Versions are immutable: editing adds one, rolling back points a variant at an older one.
package struct Prompt: Sendable, Equatable {
    package enum Limit {
        /// Of a prompt's text, or all its messages' together.
        package static let contentBytes = 256 << 10
        static let messages = 64
        static let variables = 64
        /// Of what one variable stands for.
        static let boundBytes = 16 << 10
        static let versions = 999_999_999
    }

    package enum Content: Sendable, Equatable {
        case text(String)
        case messages([Message])
        /// Taken out for a reason on record; cannot be served.
        case redacted(reason: String)
    }

    package struct Message: Sendable, Equatable {
        /// `system`, `developer`, `user` or `assistant`.
        package var role: String
        package var text: String

        package init(role: String, text: String) {
            self.role = role
            self.text = text
        }
    }

    /// What `{{name}}` in the text stands for.
    package struct Variable: Sendable, Equatable {
        package var name: String
        /// Filled in by the service with each call, rather than by the variant.
        package var isRuntime: Bool
        /// Where the variant does not bind it.
        package var standard: String?

        package init(name: String, isRuntime: Bool = false, standard: String? = nil) {
            self.name = name
            self.isRuntime = isRuntime
            self.standard = standard
        }
    }

    package var name: String
    /// From 1.
    package var version: Int
    package var content: Content
    /// By name.
    package var variables: [Variable]
    package var author: String?
    package var note: String?
    /// Lower-case hex SHA-256 of the content; stays when the content is redacted.
    package var digest: String

    package init(
        name: String, version: Int, content: Content, variables: [Variable] = [], author: String? = nil,
        note: String? = nil, digest: String
    ) {
        self.name = name
        self.version = version
        self.content = content
        self.variables = variables
        self.author = author
        self.note = note
        self.digest = digest
    }

    /// `support-system@12`: how variants name it, and the key under which the store keeps it.
    package var reference: String { "\(name)@\(version)" }

    /// The two parts of `name@version`; `nil` for anything else, `name@latest` and `name@012` included.
    package static func parts(of reference: String) -> (name: String, version: Int)? {
        let parts = reference.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, Names.isKey(String(parts[0])), let version = Int(parts[1]),
            (1...Limit.versions).contains(version),
            String(version) == parts[1]
        else { return nil }
        return (String(parts[0]), version)
    }
}
