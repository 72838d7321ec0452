import FlagStore
import Testing

@Suite struct StoreLocationTests {
    @Test(arguments: [
        ("redis://cache", StoreLocation.redis(host: "cache", port: 6379, database: 0), "redis://cache:6379"),
        ("redis://cache:7000/", .redis(host: "cache", port: 7000, database: 0), "redis://cache:7000"),
        ("redis://cache:7000/2", .redis(host: "cache", port: 7000, database: 2), "redis://cache:7000/2"),
        ("redis://[::1]", .redis(host: "::1", port: 6379, database: 0), "redis://[::1]:6379"),
        ("redis://[::1]:7000", .redis(host: "::1", port: 7000, database: 0), "redis://[::1]:7000"),
        ("redis+unix:///run/r.sock", .redisSocket(path: "/run/r.sock", database: 0), "redis+unix:///run/r.sock"),
        (
            "redis+unix:///run/r.sock?db=3", .redisSocket(path: "/run/r.sock", database: 3),
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
        "", "redis", "redis://", "redis://:6379", "redis://h:0", "redis://h:65536", "redis://h:x", "redis://h/x",
        "redis://h/-1", "redis://h/1/2", "redis://[::1", "redis://[::1]x", "redis://a:b:c", "redis+unix://",
        "redis+unix://rel",
        "redis+unix:///s?db=x", "redis+unix:///s?x=1", "sqlite:", "http://h", "postgres://h",
    ])
    func `what is no location is refused with the forms that are`(text: String) {
        let error = #expect(throws: StoreError.self) { try StoreLocation.parse(text) }
        #expect(error?.code == .refused)
        #expect(error?.message.contains("redis://") == true)
    }

    @Test(arguments: ["redis://:hunter2@h", "redis://kim:hunter2@h:6379/0", "redis://kim@h"])
    func `a password in a URL is refused, not repeated, and told where to go`(text: String) {
        let error = #expect(throws: StoreError.self) { try StoreLocation.parse(text) }
        #expect(error?.message.contains("FLAGPOST_REDIS_PASSWORD") == true)
        #expect(error?.description.contains("hunter2") == false)
    }
}
