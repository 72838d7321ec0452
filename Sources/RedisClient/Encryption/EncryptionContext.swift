import Glibc
import NIOCore
import NIOPosix
import NIOSSL

/// What one connection needs to speak TLS. Loading reads files, so it never happens on an event loop.
struct EncryptionContext: Sendable {
    private let context: NIOSSLContext
    private let serverName: String?

    static func load(_ encryption: RedisEncryption, on eventLoop: any EventLoop) -> EventLoopFuture<EncryptionContext> {
        NIOThreadPool.singleton.runIfActive(eventLoop: eventLoop) { try EncryptionContext(encryption) }
    }

    init(_ encryption: RedisEncryption) throws(RedisError) {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.minimumTLSVersion = .tlsv12
        if let path = encryption.authorities {
            let authorities = try Self.read(path, "a CA certificate") { try NIOSSLCertificate.fromPEMFile($0) }
            configuration.trustRoots = .certificates(authorities)
        }
        let files = EncryptionFiles(encryption)
        if let refusal = files.refusal { throw refusal }
        switch (encryption.certificate, encryption.key) {
        case (let certificate?, let key?):
            configuration.certificateChain =
                try Self.read(certificate, "a certificate") { try NIOSSLCertificate.fromPEMFile($0) }
                .map { .certificate($0) }
            configuration.privateKey = .privateKey(
                try Self.read(key, "a private key without a passphrase") {
                    try NIOSSLPrivateKey(file: $0, format: .pem) { $0([UInt8]()) }
                })
        case (nil, nil): break
        default: throw RedisError(.encryption, "a client certificate and its key go together; name both files")
        }
        do {
            context = try NIOSSLContext(configuration: configuration)
        } catch {
            let refusal = RedisError(
                .encryption,
                "the certificate \(encryption.certificate ?? "") and the key \(encryption.key ?? "") cannot be used "
                    + "together: \(error)")
            files.refuse(with: refusal)
            throw refusal
        }
        serverName = encryption.serverName
    }

    /// The first handler of a connection to `endpoint`. Its certificate is checked against the name of the host; where
    /// that is an address, against the address.
    func makeHandler(for endpoint: RedisEndpoint) throws -> NIOSSLClientHandler {
        try NIOSSLClientHandler(context: context, serverHostname: name(of: endpoint).flatMap(Self.domain))
    }

    /// What the server's certificate must carry.
    func name(of endpoint: RedisEndpoint) -> String? {
        if let serverName { return serverName }
        guard case .host(let host, _) = endpoint else { return nil }
        return host
    }

    /// `TLS 1.3`
    static func name(of version: TLSVersion) -> String {
        switch version {
        case .tlsv1: "TLS 1.0"
        case .tlsv11: "TLS 1.1"
        case .tlsv12: "TLS 1.2"
        case .tlsv13: "TLS 1.3"
        }
    }

    private static func domain(_ name: String) -> String? {
        var address = in6_addr()
        let isAddress = inet_pton(AF_INET, name, &address) == 1 || inet_pton(AF_INET6, name, &address) == 1
        return isAddress ? nil : name
    }

    private static func read<Value>(
        _ path: String, _ what: String, _ read: (String) throws -> Value
    ) throws(RedisError) -> Value {
        guard access(path, R_OK) == 0 else {
            throw RedisError(.encryption, "\(path) cannot be read: \(String(cString: strerror(errno)))")
        }
        do {
            return try read(path)
        } catch {
            throw RedisError(.encryption, "\(path) should hold \(what) in PEM form")
        }
    }
}
