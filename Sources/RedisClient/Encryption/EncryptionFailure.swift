import Glibc
import NIOSSL

/// Says what went wrong with TLS, and what to do about it. BoringSSL names causes in its error texts only.
struct EncryptionFailure {
    /// What the server's certificate should have carried.
    let expectedName: String?
    /// The server's certificate, where it came as far as that.
    let certificate: NIOSSLCertificate?
    /// Seconds since 1970.
    let now: time_t

    /// `nil` where the error is not about TLS, or only says that the connection ended.
    func error(_ cause: any Error) -> RedisError? {
        guard cause is NIOSSLError || cause is NIOSSLExtraError || cause is BoringSSLError else { return nil }
        if case .uncleanShutdown? = cause as? NIOSSLError { return nil }
        if "\(cause)".contains("EOF during handshake") { return nil }
        return RedisError(.encryption, "TLS failed: " + explanation("\(cause)", isName: isName(cause)))
    }

    private func isName(_ cause: any Error) -> Bool {
        if let extra = cause as? NIOSSLExtraError { return extra == .failedToValidateHostname }
        if case .unableToValidateCertificate? = cause as? NIOSSLError { return true }
        return false
    }

    private func explanation(_ text: String, isName: Bool) -> String {
        if isName {
            return "the server's certificate is not for \(expectedName ?? "this address"); "
                + "connect by the name it is for, or name that as the server name"
        }
        if text.contains("CERTIFICATE_VERIFY_FAILED") { return untrusted }
        if text.contains("CERTIFICATE_REQUIRED") || text.contains("HANDSHAKE_FAILURE") {
            return "the server wants a client certificate; name one and its key"
        }
        if text.contains("ALERT_CERTIFICATE_EXPIRED") { return "the server refused our certificate, which has expired" }
        if text.contains("ALERT_UNKNOWN_CA") || text.contains("ALERT_BAD_CERTIFICATE")
            || text.contains("ALERT_CERTIFICATE_UNKNOWN") || text.contains("ALERT_UNSUPPORTED_CERTIFICATE")
        {
            return "the server refused our certificate; its authority must be one that the server trusts"
        }
        if text.contains("WRONG_VERSION_NUMBER") {
            return "the server does not speak TLS at this port; use its TLS port, or a location without TLS"
        }
        return text
    }

    private var untrusted: String {
        if let certificate, certificate.notValidAfter < now {
            return "the server's certificate expired on \(Self.date(certificate.notValidAfter)); renew it"
        }
        if let certificate, certificate.notValidBefore > now {
            return "the server's certificate is valid from \(Self.date(certificate.notValidBefore)) on only; "
                + "check both clocks"
        }
        return "the server's certificate is signed by nobody we trust; name its authority's file (ca)"
    }

    /// `2026-01-31 23:59:59 UTC`.
    private static func date(_ time: time_t) -> String {
        var time = time
        var parts = tm()
        guard gmtime_r(&time, &parts) != nil else { return "\(time)" }
        return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 64) { buffer in
            guard let start = buffer.baseAddress, strftime(start, buffer.count, "%Y-%m-%d %H:%M:%S UTC", &parts) > 0
            else { return "\(time)" }
            return String(cString: start)
        }
    }
}
