import Testing

@testable import RedisClient

@Suite struct ServerStandingTests {
    private static let master = RESPValue.array([text("master"), .integer(7), .array([])])
    private static let replica = RESPValue.array([
        text("slave"), text("10.0.0.1"), .integer(6379), text("connect"), .integer(-1),
    ])
    private static let silent = RESPValue.error("NOPERM this user has no permissions to run the 'role' command")
    private static let taken = RESPValue.array([text("ok")])
    private static let readOnly = RESPValue.error(
        "READONLY You can not run script with write flag on readonly replica.")

    private static func text(_ text: String) -> RESPValue { .string(Array(text.utf8)) }

    @Test(
        arguments: [
            (master, taken, nil),
            (silent, taken, nil),
            (master, .error("MISCONF Redis is configured to save RDB snapshots"), nil),
            (master, .error("NOREPLICAS Not enough good replicas to write."), nil),
            (master, .error("OOM command not allowed"), nil),
            (master, .error("NOPERM this user has no permissions to run the 'fcall' command"), nil),
            (replica, taken, "it is a replica of 10.0.0.1:6379"),
            (replica, readOnly, "it is a replica of 10.0.0.1:6379"),
            (replica, .error("MISCONF no disk"), "it is a replica of 10.0.0.1:6379"),
            (silent, readOnly, "it is a replica"),
            // Promoted or demoted between the two questions: the next look tells.
            (master, readOnly, "it is a replica"),
            (
                master, .error("CLUSTERDOWN The cluster is down and only accepts read commands"),
                "it takes no changes (CLUSTERDOWN)"
            ),
            (master, .error("MASTERDOWN Link with MASTER is down"), "it takes no changes (MASTERDOWN)"),
            (silent, .error("MISCONF no disk"), "it takes no changes (MISCONF)"),
            (silent, .error("NOPERM no"), "it takes no changes (NOPERM)"),
            (.array([text("slave")]), taken, "it is a replica"),
            (.array([text("sentinel"), .array([])]), taken, "it is a replica"),
        ] as [(RESPValue, RESPValue, String?)])
    func `who takes changes, or is a master past whom none can be made, knows the newest`(
        role: RESPValue, change: RESPValue, doubt: String?
    ) {
        #expect(ServerStanding(answers: [role, change]).doubt == doubt)
    }

    @Test func `only a replica sends its clients away`() {
        #expect(ServerStanding(answers: [Self.replica, Self.taken]).isDemoted)
        #expect(ServerStanding(answers: [Self.silent, Self.readOnly]).isDemoted)
        #expect(!ServerStanding(answers: [Self.master, .error("CLUSTERDOWN x")]).isDemoted)
        #expect(!ServerStanding(answers: []).isDemoted)
        #expect(ServerStanding(answers: []).doubt == nil)
    }

    @Test func `the same reason has the same words, whatever the link to the master does`() {
        let texts = ["connect", "connecting", "sync", "connected", "handshake"].map { state in
            ServerStanding(answers: [
                .array([Self.text("slave"), Self.text("h"), .integer(1), Self.text(state), .integer(3)]), Self.readOnly,
            ]).doubt
        }
        #expect(Set(texts) == ["it is a replica of h:1"])
    }
}
