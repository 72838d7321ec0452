#if !hasFeature(Embedded)

    internal import FlagSnapshot

    /// Flagpost's flags for a Swift service: one per namespace, shared by all threads.
    ///
    ///     let flags = try FlagClient(directory: "/run/flagpost/default")
    ///     let reader = flags.makeReader()
    ///     let decision = reader.evaluate("support-chat", unit: session, attributes: ["plan": .string("pro")])
    public final class FlagClient: Sendable {
        /// The path is empty or longer than 3,800 bytes, the ring's size is not a power of two from 16 to 65,536, or memory
        /// is short. A missing agent is no error: evaluations then say `notReady`.
        public struct OpenError: Error, Sendable {
            public let directory: String
        }

        // Immutable but for its process page, whose words are atomic.
        nonisolated(unsafe) let core: UnsafeMutablePointer<ClientCore>

        /// - Parameters:
        ///   - directory: the namespace's, such as `/run/flagpost/default`.
        ///   - ringCells: records kept for the agent, a power of two; 0 to report nothing.
        public init(directory: String, ringCells: UInt32 = 4096) throws(OpenError) {
            guard ringCells == 0 || RingLayout.isCellCount(ringCells),
                let made = ClientCore(directory: directory, ringCellCount: ringCells)
            else { throw OpenError(directory: directory) }
            core = .allocate(capacity: 1)
            core.initialize(to: made)
        }

        deinit {
            core.deinitialize(count: 1)
            core.deallocate()
        }

        /// Reports all calls that are open as cancelled, as the client's end does: for a process that stops without it.
        /// May be called in a signal's handler.
        public func cancelOpenCalls() { core.pointee.cancelOpen() }

        /// A reader of its own for a thread.
        public func makeReader() -> Reader { Reader(self) }
    }

#endif
