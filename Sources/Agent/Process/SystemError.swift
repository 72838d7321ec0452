#if canImport(Glibc)
    import Glibc
#endif

enum SystemError {
    static func text(_ code: Int32) -> String { String(cString: strerror(code)) }
}
