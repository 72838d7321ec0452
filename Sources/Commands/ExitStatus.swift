/// The exit status of every verb.
enum ExitStatus {
    /// Done, or nothing to do.
    static let done: Int32 = 0
    /// Refused or failed.
    static let failed: Int32 = 1
    /// The command line itself was wrong.
    static let usage: Int32 = 2
    /// Not changed yet: it is a proposal, and waits for others to approve it.
    static let proposed: Int32 = 3
    /// `diff`: there are differences, or there was trouble in finding them out; as diff(1) has it.
    static let differences: Int32 = 1
    static let trouble: Int32 = 2
    /// `--wait`: the change stands, but not everyone was seen to follow.
    static let lagging: Int32 = 4
}
