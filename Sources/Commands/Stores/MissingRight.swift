import FlagModel
import FlagStore
import RedisClient
import RedisStore

extension StoreError {
    /// Whether the caller may not do it, as opposed to that it cannot be done.
    var isMissingRight: Bool {
        guard code == .refused, let cause = underlying as? RedisError else { return false }
        // Of what a function may not do in its caller's name Redis has texts of their own, by version.
        return cause.kind == "NOPERM" || cause.message.contains("The user executing the script can't")
            || cause.message.contains("ACL failure in script")
    }
}

/// A Redis user whose rules do not allow what was asked: Redis names a command or a function, which tells nobody what
/// role it takes.
enum MissingRight {
    /// - Parameter actor: who the store takes us for (`redis:ann`); `nil` where that could not be learned.
    static func failure(actor: String?, store: String, namespace: String, writing: Bool) -> Failure {
        let user = actor.map { "the Redis user \(RedisUser.name(of: $0))" } ?? "you"
        let what = writing ? "may not make this change" : "may not do this"
        return Failure(
            "\(store) refused: \(user) \(what) in namespace \(namespace): the ACL does not allow it".withoutControls,
            advice: (writing ? "Nothing was changed. " : "")
                + "An operator changes documents and features and proposes, an approver votes, an agent kills and "
                + "withdraws, all of them read; making namespaces and users takes an administrator. Be another user "
                + "(redis://USER@HOST, or FLAGPOST_REDIS_USERNAME, with --redis-password-file), or get the role: flagpost "
                + "store acl. What this user's rights are enough for: flagpost store check")
    }
}
