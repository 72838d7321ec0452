internal import CFlagpostSystem
internal import FlagSnapshot

/// This process's reporting ring: its file, the lock that says its owner lives, and the agent's receipt for it.
struct RingFile: ~Copyable {
    let producer: RingProducer
    private let mapping: UnsafeMutableRawPointer
    private let size: Int
    /// Kept open: the lock goes with it.
    private let file: Int32
    private let name: (UInt64, UInt64)
    /// The receipt's mapping, and when to look for it again. Words, because threads share them.
    private let receipt: UnsafeMutablePointer<UInt64>

    private static var receiptInterval: UInt64 { 100_000_000 }

    /// Makes the file aside, and gives it its name once it is complete and locked. `nil` where that cannot be done: no
    /// directory, no permission, no room.
    init?(cellCount: UInt32, createdAt: UInt64, path: inout PathBuffer) {
        let name = (ProcessPage.random(), ProcessPage.random())
        Self.spell("/rings/.", name, in: &path)
        let file = system_open(path.start, Int32(SYSTEM_CREATE), 0o640)
        guard file >= 0 else { return nil }
        let size = RingLayout.fileSize(cellCount: cellCount)
        guard system_reserve(file, UInt64(truncatingIfNeeded: size)) == 0, system_lock(file) == 0,
            let mapping = system_map_without_children(file, size)
        else {
            _ = system_unlink(path.start)
            _ = system_close(file)
            return nil
        }
        RingHeader.write(cellCount: cellCount, process: system_process(), createdAt: createdAt, to: mapping)
        var isInPlace = false
        if let aside = PathBuffer(directory: path.start) {
            Self.spell("/rings/", name, in: &path)
            isInPlace = system_rename(aside.start, path.start) == 0
        }
        guard isInPlace else {
            Self.spell("/rings/.", name, in: &path)
            _ = system_unlink(path.start)
            system_unmap(mapping, size)
            _ = system_close(file)
            return nil
        }
        self.producer = RingProducer(mapping, cellCount: cellCount)
        self.mapping = mapping
        self.size = size
        self.file = file
        self.name = name
        receipt = .allocate(capacity: 2)
        receipt.initialize(repeating: 0, count: 2)
    }

    deinit {
        if let start = receiptStart { system_unmap(start, Acknowledgement.size) }
        receipt.deallocate()
        system_unmap(mapping, size)
        _ = system_close(file)
    }

    /// Records that the agent is done with. Looks for its receipt now and then until it is there.
    func acknowledged(now: UInt64, process: ProcessPage, path: inout PathBuffer) -> UInt64 {
        if let start = receiptStart {
            return Acknowledgement.position(in: Bytes(UnsafeRawPointer(start), count: Acknowledgement.size)) ?? 0
        }
        guard now >= system_load_relaxed(receipt + 1), process.tryLock() else { return 0 }
        defer { process.unlock() }
        system_store_relaxed(receipt + 1, now &+ Self.receiptInterval)
        if receiptStart == nil {
            Self.spell("/acks/", name, in: &path)
            mapReceipt(path.start)
        }
        guard let start = receiptStart else { return 0 }
        return Acknowledgement.position(in: Bytes(UnsafeRawPointer(start), count: Acknowledgement.size)) ?? 0
    }

    private var receiptStart: UnsafeMutableRawPointer? {
        UnsafeMutableRawPointer(bitPattern: UInt(truncatingIfNeeded: system_load_acquire(receipt)))
    }

    private func mapReceipt(_ path: UnsafePointer<CChar>) {
        let file = system_open(path, Int32(SYSTEM_READ), 0)
        guard file >= 0 else { return }
        defer { _ = system_close(file) }
        guard system_size(file) == Int64(Acknowledgement.size),
            let start = system_map(file, Acknowledgement.size, 0)
        else { return }
        guard Acknowledgement.position(in: Bytes(UnsafeRawPointer(start), count: Acknowledgement.size)) != nil else {
            system_unmap(start, Acknowledgement.size)
            return
        }
        system_store_release(receipt, UInt64(UInt(bitPattern: start)))
    }

    private static func spell(_ folder: StaticString, _ name: (UInt64, UInt64), in path: inout PathBuffer) {
        path.reset()
        path.append(folder)
        path.appendHex(name.0)
        path.appendHex(name.1)
    }
}
