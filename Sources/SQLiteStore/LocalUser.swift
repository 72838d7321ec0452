import Glibc

/// Who runs this process, as the change log names people of an embedded store.
enum LocalUser {
    /// `uid:<name>@<host>`, with the number where the user has no name.
    static var current: String { "uid:\(name(of: geteuid()))@\(host)" }

    /// The number where the user has no name.
    static func name(of user: uid_t) -> String {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: 16_384) { buffer in
            var entry = passwd()
            var found: UnsafeMutablePointer<passwd>?
            guard let start = buffer.baseAddress, getpwuid_r(user, &entry, start, buffer.count, &found) == 0,
                let name = found?.pointee.pw_name
            else { return String(user) }
            return String(cString: name)
        }
    }

    /// The number where the group has no name.
    static func groupName(of number: gid_t) -> String {
        // A group's entry lists its members, and may not fit.
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: 65_536) { buffer in
            var entry = group()
            var found: UnsafeMutablePointer<group>?
            guard let start = buffer.baseAddress, getgrgid_r(number, &entry, start, buffer.count, &found) == 0,
                let name = found?.pointee.gr_name
            else { return String(number) }
            return String(cString: name)
        }
    }

    private static var host: String {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: 257) { buffer in
            buffer.initialize(repeating: 0)
            // The last byte stays 0, whatever gethostname cuts off.
            guard let start = buffer.baseAddress, gethostname(start, buffer.count - 1) == 0 else { return "localhost" }
            return String(cString: start)
        }
    }
}
