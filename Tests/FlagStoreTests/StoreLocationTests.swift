import FlagStore
import Testing

@Suite struct StoreLocationTests {
    private static func redis(
        _ place: RedisLocation.Place, _ change: (inout RedisLocation) -> Void = { _ in }
    ) -> StoreLocation {
        var location = RedisLocation(place)
        change(&location)
        return .redis(location)
    }

    private static func server(_ host: String, _ port: Int) -> RedisLocation.Server { .init(host: host, port: port) }

    @Test(arguments: [
        ("redis://cache", redis(.server(server("cache", 6379))), "redis://cache:6379"),
        ("redis://cache:7000/", redis(.server(server("cache", 7000))), "redis://cache:7000"),
        ("redis://cache:7000/2", redis(.server(server("cache", 7000))) { $0.database = 2 }, "redis://cache:7000/2"),
        ("redis://kim@h", redis(.server(server("h", 6379))) { $0.username = "kim" }, "redis://kim@h:6379"),
        ("redis://[::1]", redis(.server(server("::1", 6379))), "redis://[::1]:6379"),
        ("redis://[::1]:7000", redis(.server(server("::1", 7000))), "redis://[::1]:7000"),
        ("redis://h?replicas=1", redis(.server(server("h", 6379))) { $0.replicas = 1 }, "redis://h:6379?replicas=1"),
        ("redis+unix:///run/r.sock", redis(.socket(path: "/run/r.sock")), "redis+unix:///run/r.sock"),
        (
            "redis+unix:///run/r.sock?db=3", redis(.socket(path: "/run/r.sock")) { $0.database = 3 },
            "redis+unix:///run/r.sock?db=3"
        ),
        ("sqlite:/var/lib/f.db", .sqlite(path: "/var/lib/f.db"), "sqlite:/var/lib/f.db"),
        ("sqlite:f.db", .sqlite(path: "f.db"), "sqlite:f.db"),
    ])
    func `a location is read and written back`(text: String, location: StoreLocation, written: String) throws {
        #expect(try StoreLocation.parse(text) == location)
        #expect(location.description == written)
        #expect(try StoreLocation.parse(written) == location)
    }

    @Test(arguments: [
        (
            "rediss://h/1?ca=/ca.pem&certificate=/c.pem&key=/k.pem&name=redis.test",
            redis(.server(server("h", 6379))) {
                $0.database = 1
                $0.encryption = .init()
                $0.encryption?.authorities = "/ca.pem"
                $0.encryption?.certificate = "/c.pem"
                $0.encryption?.key = "/k.pem"
                $0.encryption?.serverName = "redis.test"
            }, "rediss://h:6379/1?ca=/ca.pem&certificate=/c.pem&key=/k.pem&name=redis.test"
        ),
        ("rediss://h", redis(.server(server("h", 6379))) { $0.encryption = .init() }, "rediss://h:6379"),
        (
            "redis+sentinel://kim@a,b:27000/flags?db=2&sentinel-user=watcher&replicas=2",
            redis(.sentinels([server("a", 26_379), server("b", 27_000)], master: "flags")) {
                $0.username = "kim"
                $0.database = 2
                $0.sentinelUsername = "watcher"
                $0.replicas = 2
            }, "redis+sentinel://kim@a:26379,b:27000/flags?db=2&sentinel-user=watcher&replicas=2"
        ),
        (
            "rediss+sentinel://a/m", redis(.sentinels([server("a", 26_379)], master: "m")) { $0.encryption = .init() },
            "rediss+sentinel://a:26379/m"
        ),
        (
            "redis+cluster://a:7000,[::1]:7001?replicas=0",
            redis(.cluster([server("a", 7000), server("::1", 7001)])) { $0.replicas = 0 },
            "redis+cluster://a:7000,[::1]:7001?replicas=0"
        ),
        (
            "rediss+cluster://a", redis(.cluster([server("a", 6379)])) { $0.encryption = .init() },
            "rediss+cluster://a:6379"
        ),
    ])
    func `every form of Redis has one`(text: String, location: StoreLocation, written: String) throws {
        #expect(try StoreLocation.parse(text) == location)
        #expect(location.description == written)
        #expect(try StoreLocation.parse(written) == location)
    }

    @Test(arguments: [
        "", "redis", "redis://", "redis://:6379", "redis://h:0", "redis://h:65536", "redis://h:x", "redis://h/x",
        "redis://h/-1", "redis://h/1/2", "redis://[::1", "redis://[::1]x", "redis://a:b:c", "redis+unix://",
        "redis+unix://rel",
        "redis+unix:///s?db=x", "redis+unix:///s?x=1", "sqlite:", "http://h", "postgres://h",
        "redis://@h", "redis://h?", "redis://h?ca", "redis://h?ca=/x", "rediss://h?ca=", "rediss://h?x=1",
        "rediss://h?ca=/a&ca=/b", "rediss://h?certificate=/c", "rediss://h?key=/k", "rediss+unix:///s",
        "redis+sentinel://h", "redis+sentinel://h/", "redis+sentinel://,/m", "redis+sentinel://h/a b",
        "redis+cluster://h/1", "redis+cluster://h?db=1", "redis+cluster://h?replicas=-1", "redis+cluster://",
        "redis+cluster://h?sentinel-user=x",
    ])
    func `what is no location is refused with the forms that are`(text: String) {
        let error = #expect(throws: StoreError.self) { try StoreLocation.parse(text) }
        #expect(error?.code == .refused)
        #expect(error?.message.contains("redis://") == true)
    }

    @Test(arguments: [
        "redis://:hunter2@h", "redis://kim:hunter2@h:6379/0", "rediss+cluster://kim:hunter2@h,i",
        "redis://k:hunter2/x@h",
    ])
    func `a password in a URL is refused, not repeated, and told where to go`(text: String) {
        let error = #expect(throws: StoreError.self) { try StoreLocation.parse(text) }
        #expect(error?.message.contains("FLAGPOST_REDIS_PASSWORD") == true)
        #expect(error?.description.contains("hunter2") == false)
    }
}
