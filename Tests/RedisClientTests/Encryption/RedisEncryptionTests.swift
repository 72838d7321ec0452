import RedisClient
import TestServers
import Testing

@Suite struct RedisEncryptionTests {
    private let certificates: TestCertificates

    init() throws {
        certificates = try TestCertificates()
    }

    private func client(
        port: Int, _ encryption: RedisEncryption?, within patience: Duration = .seconds(10)
    ) -> RedisClient {
        var configuration = RedisConfiguration(endpoint: .host("127.0.0.1", port: port))
        configuration.encryption = encryption
        configuration.connectTimeout = patience
        configuration.commandTimeout = patience
        return RedisClient(configuration: configuration)
    }

    /// What a PING says, or why there is none.
    private func ping(
        port: Int, _ encryption: RedisEncryption?, within patience: Duration = .seconds(10)
    ) async -> Result<String?, RedisError> {
        let client = client(port: port, encryption, within: patience)
        let result: Result<String?, RedisError>
        do throws(RedisError) {
            result = .success(try await client.send(RESPCommand("PING")).text)
        } catch {
            result = .failure(error)
        }
        await client.close()
        return result
    }

    private func server(
        certificate: String = "server", asksClients: Bool = false
    ) async throws -> (RedisServer, port: Int) {
        let port = try TestPorts.next()
        let arguments = certificates.serverArguments(port: port, certificate: certificate, asksClients: asksClients)
        return (try await RedisServer(arguments: arguments), port)
    }

    /// Everybody's client certificate.
    private var ours: RedisEncryption {
        RedisEncryption(
            authorities: certificates.authority, certificate: certificates.certificate("client"),
            key: certificates.key("client"))
    }

    @Test func `a server with the right certificate is spoken to, by its address and by its name`() async throws {
        let (server, port) = try await server()
        let byAddress = RedisEncryption(authorities: certificates.authority)
        #expect(await ping(port: port, byAddress) == .success("PONG"))
        let byName = RedisEncryption(
            authorities: certificates.authority, serverName: TestCertificates.serverName)
        #expect(await ping(port: port, byName) == .success("PONG"))
        server.kill()
    }

    @Test func `large values and messages pass`() async throws {
        let (server, port) = try await server()
        let client = client(port: port, RedisEncryption(authorities: certificates.authority))
        let value = (0..<5_000_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        _ = try await client.send(RESPCommand("SET", "k", .init(value)))
        #expect(try await client.send(RESPCommand("GET", "k")) == .string(value))
        var signals = client.signals(on: "news").makeAsyncIterator()
        _ = await signals.next()
        _ = try await client.send(RESPCommand("PUBLISH", "news", "x"))
        _ = await signals.next()
        try await server.restart()
        _ = await signals.next()
        await client.close()
    }

    @Test func `a server that asks for a client certificate lets in who shows one`() async throws {
        let (server, port) = try await server(asksClients: true)
        #expect(await ping(port: port, ours) == .success("PONG"))
        server.kill()
    }

    enum Fault: CaseIterable {
        case unknownAuthority, systemAuthorities, otherAddress, otherName, expired, noClientCertificate,
            foreignClientCertificate
    }

    @Test(arguments: Fault.allCases)
    func `a certificate that is not right is refused, with the reason and what to do`(fault: Fault) async throws {
        try certificates.makeAuthority("other")
        try certificates.makeCertificate("foreign", for: "extendedKeyUsage=clientAuth", signedBy: "other")
        try certificates.makeCertificate("old", for: "subjectAltName=IP:127.0.0.1", days: -1)
        try certificates.makeCertificate("named", for: "subjectAltName=DNS:\(TestCertificates.serverName)")
        var encryption = ours
        let expected: [String]
        switch fault {
        case .unknownAuthority:
            encryption.authorities = certificates.certificate("other")
            expected = ["signed by nobody we trust", "ca"]
        case .systemAuthorities:
            encryption.authorities = nil
            expected = ["signed by nobody we trust", "ca"]
        case .otherAddress: expected = ["not for 127.0.0.1", "server name"]
        case .otherName:
            encryption.serverName = "cache.test"
            expected = ["not for cache.test", "server name"]
        case .expired: expected = ["expired on 20", "renew it"]
        case .noClientCertificate:
            encryption.certificate = nil
            encryption.key = nil
            expected = ["wants a client certificate"]
        case .foreignClientCertificate:
            encryption.certificate = certificates.certificate("foreign")
            encryption.key = certificates.key("foreign")
            expected = ["refused our certificate"]
        }
        let certificate =
            switch fault {
            case .expired: "old"
            case .otherAddress, .otherName: "named"
            default: "server"
            }
        let (server, port) = try await server(certificate: certificate, asksClients: true)
        guard case .failure(let error) = await ping(port: port, encryption) else {
            Issue.record("let in")
            return
        }
        #expect(error.code == .encryption, "\(error)")
        #expect(error.message.hasPrefix("127.0.0.1:\(port): "), "\(error)")
        for part in expected { #expect(error.message.contains(part), "\(error)") }
        server.kill()
    }

    @Test func `a server without TLS is named as such`() async throws {
        let port = try TestPorts.next()
        let server = try await RedisServer(arguments: ["--port", "\(port)", "--bind", "127.0.0.1"])
        guard case .failure(let error) = await ping(port: port, ours, within: .seconds(1)) else {
            Issue.record("let in")
            return
        }
        #expect(error.code == .timedOut)
        #expect(error.message.contains("does it speak TLS there?"), "\(error)")
        server.kill()
    }

    @Test func `a server with TLS asked without it fails with a hint`() async throws {
        let (server, port) = try await server()
        guard case .failure(let error) = await ping(port: port, nil) else {
            Issue.record("let in")
            return
        }
        #expect(error.code == .unavailable)
        #expect(error.message.contains("TLS"), "\(error)")
        server.kill()
    }

    enum File: CaseIterable {
        case missing, noPEM, keyOnly, otherKey
    }

    @Test(arguments: File.allCases)
    func `files that cannot be used are named`(file: File) async throws {
        var encryption = ours
        let expected: String
        switch file {
        case .missing:
            encryption.authorities = "/nowhere/ca.pem"
            expected = "/nowhere/ca.pem cannot be read"
        case .noPEM:
            encryption.certificate = certificates.key("client")
            expected = "\(certificates.key("client")) should hold a certificate"
        case .keyOnly:
            encryption.certificate = nil
            expected = "go together"
        case .otherKey:
            encryption.key = certificates.key("server")
            expected = "cannot be used together"
        }
        guard case .failure(let error) = await ping(port: 1, encryption) else {
            Issue.record("let in")
            return
        }
        #expect(error.code == .encryption)
        #expect(error.message.contains(expected), "\(error)")
    }

    @Test func `a certificate that was not its key's is used once it is`() async throws {
        let (server, port) = try await server()
        try certificates.makeAuthority("other")
        var encryption = ours
        encryption.certificate = certificates.certificate("other")
        for _ in 0..<2 {
            guard case .failure(let error) = await ping(port: port, encryption) else {
                Issue.record("let in")
                return
            }
            #expect(error.message.contains("cannot be used together"), "\(error)")
        }
        try certificates.replace("other", by: "client")
        #expect(await ping(port: port, encryption) == .success("PONG"))
        server.kill()
    }

    @Test func `renewed files are used by the next connection`() async throws {
        try certificates.makeAuthority("present")
        let (server, port) = try await server()
        let client = client(port: port, RedisEncryption(authorities: certificates.certificate("present")))
        await #expect(throws: RedisError.self) { try await client.send(RESPCommand("PING")) }
        try certificates.replace("present", by: "ca")
        try await eventually("the client connects") { try await client.send(RESPCommand("PING")).text == "PONG" }
        await client.close()
        server.kill()
    }
}
