import Glibc

/// What the system says of an error number.
func systemReason(_ number: CInt) -> String {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { buffer in
        guard let text = buffer.baseAddress, strerror_r(number, text, buffer.count) == 0 else {
            return "error \(number)"
        }
        return String(cString: text)
    }
}
