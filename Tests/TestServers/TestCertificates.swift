import Glibc

/// An authority and certificates made by openssl for one test, and gone with it.
package final class TestCertificates: Sendable {
    private let folder: TemporaryFolder

    /// What the servers' certificates are for, beside 127.0.0.1.
    package static let serverName = "redis.test"

    package init() throws {
        folder = try TemporaryFolder()
        try makeAuthority("ca")
        try makeCertificate("server", for: "subjectAltName=DNS:\(Self.serverName),IP:127.0.0.1")
        try makeCertificate("client", for: "extendedKeyUsage=clientAuth")
    }

    package var authority: String { certificate("ca") }

    package func certificate(_ name: String) -> String { folder.path("\(name).pem") }

    package func key(_ name: String) -> String { folder.path("\(name).key") }

    /// A self-signed certificate that may sign others.
    package func makeAuthority(_ name: String) throws {
        try openssl(
            ["req", "-x509", "-subj", "/CN=\(name)", "-days", "2", "-out", certificate(name)] + newKey(name)
                + ["-addext", "basicConstraints=critical,CA:TRUE"])
    }

    /// - Parameters:
    ///   - extension: a line as openssl's configuration has it, such as `subjectAltName=IP:127.0.0.1`.
    ///   - days: how long it is valid; below 0, it was.
    package func makeCertificate(
        _ name: String, for extension: String, days: Int = 2, signedBy authority: String = "ca"
    ) throws {
        let request = folder.path("\(name).csr")
        try openssl(
            ["req", "-new", "-subj", "/CN=\(name)", "-addext", `extension`, "-out", request] + newKey(name))
        try openssl([
            "x509", "-req", "-in", request, "-CA", certificate(authority), "-CAkey", key(authority), "-CAcreateserial",
            "-copy_extensions", "copy", "-days", "\(days)", "-out", certificate(name),
        ])
    }

    /// Puts another certificate where `name` was.
    package func replace(_ name: String, by other: String) throws {
        guard rename(certificate(other), certificate(name)) == 0 else {
            throw TestSetupError(description: "\(certificate(name)) cannot be replaced: \(errno)")
        }
    }

    /// For a redis-server that speaks TLS only.
    ///
    /// - Parameter asksClients: whether clients have to show a certificate of the authority.
    package func serverArguments(port: Int, certificate name: String = "server", asksClients: Bool = false) -> [String]
    {
        [
            "--port", "0", "--tls-port", "\(port)", "--bind", "127.0.0.1", "--tls-cert-file", certificate(name),
            "--tls-key-file", key(name), "--tls-ca-cert-file", authority, "--tls-auth-clients",
            asksClients ? "yes" : "no",
        ]
    }

    private func newKey(_ name: String) -> [String] {
        ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", key(name)]
    }

    private func openssl(_ arguments: [String]) throws {
        let log = folder.path("openssl.log")
        guard try ChildProcess(["openssl"] + arguments, log: log).exitStatus() == 0 else {
            throw TestSetupError(description: "openssl \(arguments.joined(separator: " ")) failed")
        }
    }
}
