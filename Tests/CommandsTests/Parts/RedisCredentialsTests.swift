import Testing

@testable import Commands

@Suite("RedisCredentials")
struct RedisCredentialsTests {
    @Test("come from the environment, and from nowhere else unless a file is named")
    func environment() throws {
        let environment: Environment = ["FLAGPOST_REDIS_USERNAME": "ann", "FLAGPOST_REDIS_PASSWORD": "secret"]
        let read = try RedisCredentials.read(passwordFile: nil, environment: environment)
        #expect(read == RedisCredentials(username: "ann", password: "secret"))
        #expect(try RedisCredentials.read(passwordFile: nil, environment: [:]) == RedisCredentials())
    }

    @Test("a file's first line is the password, whatever the environment says")
    func file() async throws {
        let fixture = try await CommandFixture(initialised: false)
        for text in ["from file\nmore\n", "from file\r\nmore\r\n"] {
            let path = try fixture.write(text, to: "password")
            let read = try RedisCredentials.read(passwordFile: path, environment: ["FLAGPOST_REDIS_PASSWORD": "other"])
            #expect(read.password == "from file")
        }
    }

    @Test("files that the environment names go before passwords in it, for Redis and for sentinels")
    func namedFiles() async throws {
        let fixture = try await CommandFixture(initialised: false)
        let redis = try fixture.write("for redis\n", to: "redis")
        let sentinel = try fixture.write("for sentinels", to: "sentinel")
        let read = try RedisCredentials.read(
            passwordFile: nil,
            environment: [
                "FLAGPOST_REDIS_PASSWORD": "other", "FLAGPOST_REDIS_PASSWORD_FILE": redis,
                "FLAGPOST_SENTINEL_PASSWORD_FILE": sentinel,
            ])
        #expect(read == RedisCredentials(password: "for redis", sentinelPassword: "for sentinels"))
    }

    @Test("a file without a password is refused")
    func emptyFile() async throws {
        let fixture = try await CommandFixture(initialised: false)
        let path = try fixture.write("\n", to: "password")
        #expect(throws: Failure.self) { try RedisCredentials.read(passwordFile: path, environment: [:]) }
        #expect(throws: Failure.self) { try RedisCredentials.read(passwordFile: "/nowhere", environment: [:]) }
    }
}
