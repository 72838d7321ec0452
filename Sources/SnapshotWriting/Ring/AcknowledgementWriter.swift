internal import CSystemCalls
internal import FlagSnapshot

/// The agent's side of an acknowledgement file.
package final class AcknowledgementWriter {
    private let page: MappedFile

    /// Opens the file, or makes it with position 0; `nil` where neither is possible.
    package init?(path: String) {
        if let page = Self.open(path) {
            self.page = page
            return
        }
        let aside = path + ".new"
        _ = system_unlink(aside)
        let file = system_open(aside, Int32(SYSTEM_CREATE), 0o644)
        guard file >= 0 else { return nil }
        defer { _ = system_close(file) }
        var bytes = LittleEndianBytes()
        bytes.appendZeroes(Acknowledgement.size)
        bytes.put(Acknowledgement.magic, at: 0)
        let written = bytes.bytes.withUnsafeBytes { bytes in
            bytes.baseAddress.map { system_write_all(file, $0, bytes.count) } ?? 0
        }
        guard written == 0, system_rename(aside, path) == 0, let page = Self.open(path) else { return nil }
        self.page = page
    }

    package var position: UInt64 { Acknowledgement.position(in: page.bytes) ?? 0 }

    /// Only once what the records came to is safe.
    package func move(to position: UInt64) {
        system_store_release(page.start + Acknowledgement.position, position)
    }

    deinit { page.unmap() }

    private static func open(_ path: String) -> MappedFile? {
        let size = Int64(Acknowledgement.size)
        guard let page = try? MappedFile.open(path, isWritable: true, sizes: size...size) else { return nil }
        guard Acknowledgement.position(in: page.bytes) != nil else {
            page.unmap()
            return nil
        }
        return page
    }
}
