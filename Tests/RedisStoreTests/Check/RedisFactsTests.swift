import FlagStore
import RedisClient
import Testing

@testable import RedisStore

/// What facts mean that no test can arrange on a real server.
@Suite struct RedisFactsTests {
    private func facts(
        info: String = "", settings: [String: String] = [:], endpoint: RedisEndpoint = .socket(path: "/s"),
        encryption: String? = nil
    ) -> RedisFacts {
        var facts = RedisFacts(
            location: "redis://flags", namespace: "prod", deployment: .server(endpoint), confirmations: 0,
            connection: .told(
                RedisFacts.Connection(endpoint: endpoint, encryption: encryption, user: "ann", hasPassword: true)))
        facts.info = .told(ServerInfo(info))
        facts.settings = .told(settings)
        return facts
    }

    private func status(_ subject: String, _ facts: RedisFacts) -> StoreFinding.Status? {
        facts.findings(for: []).first { $0.subject == subject }?.status
    }

    @Test func `nothing known is nothing good`() {
        let facts = RedisFacts(
            location: "redis://flags", namespace: "prod", deployment: .server(.host("flags", port: 1)),
            confirmations: 0,
            connection: .told(
                RedisFacts.Connection(
                    endpoint: .host("flags", port: 1), encryption: "TLS 1.3", user: "ann", hasPassword: true)))
        let findings = facts.findings(for: [.operator])
        #expect(findings.filter { $0.status == .ok }.map(\.subject) == ["connection"])
        #expect(!findings.contains { $0.status == .error })
    }

    @Test func `a password that travels in the clear is a warning, on this host it is none`() {
        let far = RedisEndpoint.host("flags.internal", port: 6379)
        #expect(status("connection", facts(endpoint: far)) == .warning)
        #expect(status("connection", facts(endpoint: far, encryption: "TLS 1.2")) == .ok)
        #expect(status("connection", facts(endpoint: .host("127.0.0.1", port: 6379))) == .ok)
        #expect(status("connection", facts()) == .ok)
    }

    @Test(arguments: [("6.2.7", StoreFinding.Status.error), ("7.0.0", .ok), ("8.2.1", .ok), ("unstable", .ok)])
    func `functions came with version 7`(version: String, status expected: StoreFinding.Status) {
        var facts = facts()
        facts.greeting = .told(RedisFacts.Greeting(version: version, mode: "standalone", role: "master"))
        #expect(status("version", facts) == expected)
    }

    @Test(
        arguments: [
            ("used_memory:100\nmaxmemory:100", StoreFinding.Status.error), ("used_memory:81\nmaxmemory:100", .warning),
            ("used_memory:80\nmaxmemory:100", .ok), ("used_memory:80\nmaxmemory:0", .ok), ("used_memory:80", .unknown),
            ("used_memory:9223372036854775807\nmaxmemory:9223372036854775807", .error),
            ("used_memory:-5\nmaxmemory:x", .unknown),
        ])
    func `memory that is left is judged in fifths`(info: String, expected: StoreFinding.Status) {
        #expect(status("memory", facts(info: info)) == expected)
    }

    @Test(
        arguments: [
            ("aof_enabled:1\naof_last_write_status:err", "always", StoreFinding.Status.error),
            ("aof_enabled:0\nrdb_last_bgsave_status:err", "always", .error), ("aof_enabled:1", "sometimes", .unknown),
        ])
    func `a disk that failed is an error`(info: String, policy: String, expected: StoreFinding.Status) {
        #expect(status("persistence", facts(info: info, settings: ["appendfsync": policy])) == expected)
    }

    @Test(
        arguments: [
            ("state=online,offset=90,lag=0", StoreFinding.Status.warning, "none is asked"),
            ("state=online,offset=90,lag=60", .warning, "60 s ago"),
            ("state=wait_bgsave,offset=0,lag=0", .warning, "wait_bgsave"), ("", .warning, "unknown"),
        ])
    func `a replica that lags is named`(fields: String, expected: StoreFinding.Status, text: String) throws {
        let info = "role:master\nconnected_slaves:1\nslave0:ip=10.0.0.2,port=6379,\(fields)\nmaster_repl_offset:100"
        let finding = try #require(facts(info: info).findings(for: []).first { $0.subject == "replication" })
        #expect(finding.status == expected)
        #expect(finding.text.contains(text), "\(finding)")
    }

    @Test func `a server that counts wildly is not believed without bounds`() {
        #expect(ServerInfo("connected_slaves:9000000000000000000\n").replicas.isEmpty)
        #expect(ServerInfo("connected_slaves:-1\n:\n::\nx\n").replicas.isEmpty)
        let far = facts(info: "role:master\nconnected_slaves:1\nslave0:state=online,offset=-9223372036854775808")
        #expect(status("replication", far) == .warning)
    }

    @Test(
        arguments: [
            (Int64(0), StoreFinding.Status.ok), (-1_900, .ok), (2_000, .warning), (-59_000, .warning), (60_000, .error),
            (.min, .error),
        ])
    func `clocks may differ by two seconds`(difference: Int64, expected: StoreFinding.Status) {
        var facts = facts()
        facts.clockDifference = .told(difference)
        #expect(status("clock", facts) == expected)
    }

    @Test(
        arguments: [
            (StoreUsage(documents: 8_001, bytes: 0, logRecords: 0), "namespace", StoreFinding.Status.warning),
            (StoreUsage(documents: 8_000, bytes: 0, logRecords: 0), "namespace", .ok),
            (StoreUsage(documents: 0, bytes: 60 << 20, logRecords: 0), "namespace", .warning),
            (StoreUsage(documents: 0, bytes: 0, logRecords: 80_001), "log", .warning),
            (StoreUsage(documents: 0, bytes: 0, logRecords: 100_000), "log", .error),
            (StoreUsage(documents: 0, bytes: 0, logRecords: nil), "log", .unknown),
        ])
    func `limits are told before they are reached`(
        usage: StoreUsage, subject: String, expected: StoreFinding.Status
    ) {
        var facts = facts()
        facts.contents = .told(usage)
        #expect(status(subject, facts) == expected)
    }

    @Test func `sentinels that could not decide, are too few, or keep silent are named`() {
        func facts(_ sentinels: RedisFacts.Sentinel...) -> [StoreFinding] {
            var facts = self.facts()
            facts.sentinels = sentinels
            return facts.sentinelFindings
        }
        func sentinel(_ others: String, check: Answer<Bool>) -> RedisFacts.Sentinel {
            RedisFacts.Sentinel(
                name: "s1", group: .told(["num-other-sentinels": others, "quorum": "2"]), quorumCheck: check)
        }
        let silent = RedisFacts.Sentinel(name: "s2", group: .withheld("NOPERM"), quorumCheck: .withheld("NOPERM"))
        #expect(facts().isEmpty)
        #expect(facts(sentinel("2", check: .told(true))).map(\.status) == [.ok])
        #expect(facts(sentinel("1", check: .told(true))).map(\.status) == [.warning])
        #expect(facts(sentinel("2", check: .told(false))).map(\.status) == [.error])
        #expect(facts(sentinel("2", check: .told(true)), silent).map(\.status) == [.ok, .warning])
        #expect(facts(silent).map(\.status) == [.unknown, .warning])
    }
}
