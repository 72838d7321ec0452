import Glibc
import NIOCore

/// What became of a connection, in words: NIO names functions of its own, and numbers.
enum SocketFailure {
    static func text(_ error: any Error) -> String {
        if let error = error as? IOError { return String(cString: strerror(error.errnoCode)) }
        if case .connectTimeout? = error as? ChannelError { return "connecting took too long" }
        return "\(error)"
    }
}
