internal import CSystemCalls
package import FlagSnapshot

/// The agent's side of a namespace's control page. One at a time per page, used by one task at a time.
package final class ControlPageWriter {
    package struct Failure: Error {
        package let path: String
        /// The step that failed: `create`, `reserve`, `write`, `map`, `rename`.
        package let step: String
        package let errno: Int32
    }

    let path: String
    let page: MappedFile
    private let identity: (UInt64, UInt64)

    private typealias Header = ControlPageLayout.Header

    /// Opens the page and goes on counting; makes it anew where there is none or something else.
    ///
    /// - Parameter path: of the `control` file; its directory exists.
    package init(path: String) throws(Failure) {
        self.path = path
        if let existing = Self.open(path) {
            page = existing.page
            identity = existing.identity
            recountActive()
            return
        }
        try Self.create(path)
        guard let created = Self.open(path) else { throw Failure(path: path, step: "map", errno: 0) }
        page = created.page
        identity = created.identity
    }

    package var reader: ControlPageReader { ControlPageReader(trusted: page.bytes) }

    /// True if the page that readers find by path is this one: no longer once somebody removed the directory.
    package func hasPageAtPath() -> Bool { Self.identity(at: path).map { $0 == identity } ?? false }

    /// An identity that tells this page from every other, a copy of it included.
    package var place: [UInt64] { [reader.lineage, identity.0, identity.1] }

    /// A number above all before it.
    package func nextGeneration(unixMilliseconds: UInt64) -> UInt64 {
        max(reader.generation &+ 1, unixMilliseconds)
    }

    /// Makes `snapshot.<generation>`, which is in its place by now, the one to read.
    package func publish(generation: UInt64) { store(generation, Header.generation) }

    /// The revision that decisions say they rest on. Set after the restrictions and the snapshot of that revision.
    package func setRevision(_ revision: UInt64) { store(revision, Header.revision) }

    /// The applied revision is the store's current one.
    ///
    /// - Parameter now: monotonic nanoseconds.
    package func confirm(at now: UInt64) { store(now, Header.confirmedAt) }

    /// The agent is alive.
    ///
    /// - Parameter now: monotonic nanoseconds.
    package func beat(at now: UInt64) { store(now, Header.heartbeat) }

    package func setNamespaceKilled(_ isKilled: Bool) { store(isKilled ? 1 : 0, Header.namespaceKilled) }

    func store(_ value: UInt64, _ offset: Int) { system_store_release(page.start + offset, value) }

    deinit { page.unmap() }

    private struct Opened {
        let page: MappedFile
        let identity: (UInt64, UInt64)
    }

    private static func open(_ path: String) -> Opened? {
        // The identity first: a page that is exchanged in between is then noticed by hasPageAtPath().
        guard let identity = identity(at: path) else { return nil }
        let size = Int64(ControlPageLayout.size)
        guard let page = try? MappedFile.open(path, isWritable: true, sizes: size...size) else { return nil }
        guard ControlPageReader(page.bytes) != nil else {
            page.unmap()
            return nil
        }
        return Opened(page: page, identity: identity)
    }

    /// Writes an empty page aside and renames it into place.
    private static func create(_ path: String) throws(Failure) {
        let aside = path + ".new"
        _ = system_unlink(aside)
        let file = system_open(aside, Int32(SYSTEM_CREATE), 0o644)
        guard file >= 0 else { throw Failure(path: aside, step: "create", errno: -file) }
        defer { _ = system_close(file) }
        let reserved = system_reserve(file, UInt64(ControlPageLayout.size))
        guard reserved == 0 else { throw Failure(path: aside, step: "reserve", errno: -reserved) }
        var header = LittleEndianBytes()
        header.appendZeroes(ControlPageLayout.headerSize)
        header.put(ControlPageLayout.magic, at: Header.magic)
        header.put(ControlPageLayout.version, at: Header.version)
        header.put(ControlPageLayout.byteOrderMark, at: Header.byteOrderMark)
        header.put(UInt64.random(in: 1...UInt64.max), at: Header.lineage)
        header.put(UInt32(ControlPageLayout.entryCount), at: Header.entryCount)
        header.put(UInt32(ControlPageLayout.entrySize), at: Header.entrySize)
        let written = header.bytes.withUnsafeBytes { bytes in
            bytes.baseAddress.map { system_write_all(file, $0, bytes.count) } ?? 0
        }
        guard written == 0 else { throw Failure(path: aside, step: "write", errno: -written) }
        let renamed = system_rename(aside, path)
        guard renamed == 0 else { throw Failure(path: path, step: "rename", errno: -renamed) }
    }

    private static func identity(at path: String) -> (UInt64, UInt64)? {
        withUnsafeTemporaryAllocation(of: UInt64.self, capacity: 2) { words in
            guard let start = words.baseAddress, system_identity_at(path, start) == 0 else { return nil }
            return (words[0], words[1])
        }
    }
}
