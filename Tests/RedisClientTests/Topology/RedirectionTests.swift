import Testing

@testable import RedisClient

@Suite struct RedirectionTests {
    @Test(arguments: [
        ("MOVED 3999 127.0.0.1:6381", Redirection.moved(.host("127.0.0.1", port: 6381))),
        ("MOVED 3999 ::1:6381", .moved(.host("::1", port: 6381))),
        ("MOVED 3999 redis-1.example.com:6381", .moved(.host("redis-1.example.com", port: 6381))),
        ("MOVED 3999 :6381", .moved(nil)), ("MOVED 3999 ?:6381", .moved(nil)), ("MOVED 3999 h:0", .moved(nil)),
        ("ASK 3999 127.0.0.1:6381", .ask(.host("127.0.0.1", port: 6381))),
        ("READONLY You can't write against a read only replica.", .demoted),
        ("TRYAGAIN Multiple keys request during rehashing of slot", .later),
        ("CLUSTERDOWN The cluster is down", .later), ("LOADING Redis is loading the dataset in memory", .later),
        ("MASTERDOWN Link with MASTER is down", .later),
    ])
    func `what a server did not run is told apart`(error: String, redirection: Redirection) {
        #expect(Redirection(error) == redirection)
    }

    @Test(arguments: [
        "", "ERR unknown command", "MOVED", "MOVED 1", "ASK 1", "ASK 1 nowhere", "OOM command not allowed",
    ])
    func `any other error is the sender's`(error: String) {
        #expect(Redirection(error) == nil)
    }

    @Test func `a command is sent again at once, then at pauses that double and end`() {
        let pauses = (0...12).map { Redirection.pause(before: $0) / 1_000_000 }
        #expect(pauses == [0, 10, 20, 40, 80, 160, 320, 640, 640, 640, 640, 640, 640])
    }
}
