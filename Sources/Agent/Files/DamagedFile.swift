#if canImport(Glibc)
    import Glibc
#endif

/// A file that an earlier life kept and this one cannot read. It is about to be written anew; somebody may want to look.
enum DamagedFile {
    /// Keeps what stands at `path` as `<path>.damaged` as well, in place of what was kept so before. Takes no room.
    static func keep(_ path: String) {
        let aside = "\(path).damaged"
        unlink(aside)
        if link(path, aside) != 0 { rename(path, aside) }
    }
}
