internal import CSystemCalls
internal import FlagSnapshot

/// This process's reporting ring: its file, the lock that says its owner lives, and the agent's receipt for it.
struct RingFile: ~Copyable {
    let producer: RingProducer
    private let mapping: UnsafeMutableRawPointer
    private let size: Int
    /// Kept open: the lock goes with it.
    private let file: Int32
    private let name: (UInt64, UInt64)
    /// Position of its first record, and of the first that it did not take over.
    private let first: UInt64
    private let takenOver: UInt64
    /// The receipt's mapping, and when to look for it again. Words, because threads share them.
    private let receipt: UnsafeMutablePointer<UInt64>
    /// The ring that it replaced, to be freed with it: threads may be writing to that one as long as there is a client.
    var predecessor: UnsafeMutablePointer<RingFile>?

    private static var receiptInterval: UInt64 { 100_000_000 }

    /// Makes the file aside, and gives it its name once it is complete and locked. `nil` where that cannot be done: no
    /// directory, no permission, no room.
    ///
    /// - Parameter former: a ring that is gone from the directory. Its name and its unsettled records are taken over.
    init?(
        cellCount: UInt32, createdAt: UInt64, succeeding former: UnsafeMutablePointer<RingFile>?,
        path: inout PathBuffer
    ) {
        let name = former?.pointee.name ?? (ProcessPage.random(), ProcessPage.random())
        Self.spell(Bytes("/rings/."), name, in: &path)
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
        var taken: (first: UInt64, end: UInt64) = (0, 0)
        if let former { taken = former.pointee.producer.copy(from: former.pointee.settled, to: mapping) }
        var isInPlace = false
        if let aside = PathBuffer(directory: path.start) {
            Self.spell(Bytes("/rings/"), name, in: &path)
            isInPlace = system_rename(aside.start, path.start) == 0
        }
        guard isInPlace else {
            Self.spell(Bytes("/rings/."), name, in: &path)
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
        first = taken.first
        takenOver = taken.end
        receipt = .allocate(capacity: 2)
        receipt.initialize(repeating: 0, count: 2)
    }

    deinit {
        if let start = receiptStart { system_unmap(start, Acknowledgement.size) }
        receipt.deallocate()
        system_unmap(mapping, size)
        _ = system_close(file)
    }

    /// Whether the file still has its name.
    func isInPlace(_ path: inout PathBuffer) -> Bool {
        let words = UnsafeMutablePointer<UInt64>.allocate(capacity: 4)
        defer { words.deallocate() }
        Self.spell(Bytes("/rings/"), name, in: &path)
        return system_identity_of(file, words) == 0 && system_identity_at(path.start, words + 2) == 0
            && words[0] == words[2] && words[1] == words[3]
    }

    /// Takes over what threads wrote into the former ring after this one was made from it.
    func takeRest(of former: UnsafeMutablePointer<RingFile>) {
        let end = former.pointee.producer.head
        var position = takenOver
        while position < end {
            switch former.pointee.producer.content(at: position) {
            case .record(let record): _ = producer.append(record, acknowledged: settled)
            case .judgement(let judgement): _ = producer.append(judgement, acknowledged: settled)
            case .notYet, .corrupt: return
            }
            position &+= 1
        }
    }

    /// Records that the agent is done with. Looks for its receipt now and then until it is there.
    func acknowledged(now: UInt64, process: ProcessPage, path: inout PathBuffer) -> UInt64 {
        guard receiptStart == nil, now >= system_load_relaxed(receipt + 1), process.tryLock() else { return settled }
        defer { process.unlock() }
        system_store_relaxed(receipt + 1, now &+ Self.receiptInterval)
        if receiptStart == nil {
            Self.spell(Bytes("/acks/"), name, in: &path)
            mapReceipt(path.start)
        }
        return settled
    }

    /// Records that the agent is done with, as far as its receipt is known.
    var settled: UInt64 {
        guard let start = receiptStart,
            let position = Acknowledgement.position(
                in: Bytes(UnsafeRawPointer(start), count: Acknowledgement.size))
        else { return first }
        return max(first, position)
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

    private static func spell(_ folder: Bytes, _ name: (UInt64, UInt64), in path: inout PathBuffer) {
        path.reset()
        path.append(folder)
        path.appendHex(name.0)
        path.appendHex(name.1)
    }
}
