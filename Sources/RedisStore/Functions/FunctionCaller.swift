import FlagStore
import RedisClient

/// Calls the library's functions on one namespace's keys, and says in the store's terms what went wrong.
struct FunctionCaller: Sendable {
    let client: RedisClient
    let namespace: String
    let location: String

    /// The hash tag keeps all keys of a namespace in one slot.
    var prefix: String { "flagpost:{\(namespace)}:" }

    /// - Parameter isDurable: the answer counts once replicas have what the function wrote, where there are any.
    func call<Answer>(
        _ request: FunctionRequest<Answer>, isDurable: Bool = false
    ) async throws(StoreError) -> Answer {
        try await run("FCALL", request, isDurable: isDurable)
    }

    /// A function that writes nothing, which a user without write rights may call.
    func read<Answer>(_ request: FunctionRequest<Answer>) async throws(StoreError) -> Answer {
        try await run("FCALL_RO", request, isDurable: false)
    }

    /// The same, and why it may not be the newest that was committed; `nil`: it is.
    ///
    /// The change that changes nothing gives up a lease that nobody holds: whoever may change anything may call it.
    func readNewest<Answer>(
        _ request: FunctionRequest<Answer>
    ) async throws(StoreError) -> (answer: Answer, doubt: String?) {
        let nothing = command("FCALL", .releaseLease(Fence(lease: "@none", token: 0), of: ""))
        let (standing, result) = await client.read(
            command("FCALL_RO", request), trying: nothing, timeout: request.timeout)
        do throws(StoreError) {
            let reply: RESPValue
            do throws(RedisError) {
                reply = try result.get()
            } catch {
                throw error.storeError(at: location)
            }
            return (try read(reply, of: request), standing?.doubt)
        } catch {
            guard error.code == .uninitialised else { throw error }
            if let doubt = standing?.doubt {
                // A replica that has not copied its master yet is empty, too.
                throw StoreError(
                    .unavailable, "\(location): \(doubt), and has no namespace \(namespace) or no function library",
                    underlying: error.underlying)
            }
            throw try await explained(error)
        }
    }

    func send(
        _ command: RESPCommand, timeout: Duration? = nil, isDurable: Bool = false
    ) async throws(StoreError) -> RESPValue {
        do throws(RedisError) {
            return try await client.send(command, timeout: timeout, isDurable: isDurable)
        } catch {
            throw error.storeError(at: location)
        }
    }

    /// Loads the library into every server that holds functions of its own and has none or an older one, so that it
    /// is there wherever the namespace's slot goes.
    func loadLibrary() async throws(StoreError) {
        let masters: [RedisConfiguration]
        do throws(RedisError) {
            masters = try await client.masters()
        } catch {
            throw error.storeError(at: location)
        }
        guard masters.count > 1 else { return try await loadLibraryHere() }
        for master in masters {
            let client = RedisClient(configuration: master)
            do throws(StoreError) {
                try await FunctionCaller(client: client, namespace: namespace, location: master.deployment.description)
                    .loadLibraryHere()
                await client.close()
            } catch {
                await client.close()
                throw error
            }
        }
    }

    private func loadLibraryHere() async throws(StoreError) {
        if let loaded = try await loadedLibrary(), loaded.version >= FunctionLibrary.version {
            guard !loaded.serves else { return }
            throw unserved(by: loaded)
        }
        _ = try await send(RESPCommand("FUNCTION", "LOAD", "REPLACE", .init(FunctionLibrary.source)))
    }

    /// The library that this server has.
    struct LoadedLibrary: Equatable, Sendable {
        /// How to get from an older one to this.
        static let advice =
            "run `flagpost store init` of this version once, as a user who may load functions; what the namespace holds "
            + "stays as it is"

        var version: Int
        /// Protocols that it serves.
        var protocols: ClosedRange<Int>

        /// `protocol 1`, `protocols 2 to 3`.
        var served: String {
            protocols.count == 1
                ? "protocol \(protocols.lowerBound)"
                : "protocols \(protocols.lowerBound) to \(protocols.upperBound)"
        }

        /// Whether programs of this version can work with it.
        var serves: Bool { protocols.contains(FunctionLibrary.protocolNumber) }
    }

    /// `nil` where there is none.
    func loadedLibrary() async throws(StoreError) -> LoadedLibrary? {
        let reply: RESPValue
        do throws(StoreError) {
            reply = try await send(RESPCommand("FCALL_RO", "flagpost_version", 0))
        } catch {
            guard error.code == .uninitialised else { throw error }
            return nil
        }
        let numbers = (reply.array ?? []).compactMap { $0.integer.map { Int($0) } }
        // Before protocols had numbers it answered with the version alone.
        guard numbers.count == 3, numbers[1] <= numbers[2] else {
            return LoadedLibrary(version: reply.integer.map { Int($0) } ?? 0, protocols: 0...0)
        }
        return LoadedLibrary(version: numbers[0], protocols: numbers[1]...numbers[2])
    }

    private func unserved(by loaded: LoadedLibrary) -> StoreError {
        let advice =
            loaded.version < FunctionLibrary.version
            ? LoadedLibrary.advice : "use a newer flagpost on this host"
        return StoreError(
            .uninitialised,
            "\(location) has version \(loaded.version) of Flagpost's function library, which serves "
                + "\(loaded.served), and this flagpost speaks \(FunctionLibrary.protocolNumber); \(advice)")
    }

    private func run<Answer>(
        _ command: String, _ request: FunctionRequest<Answer>, isDurable: Bool
    ) async throws(StoreError) -> Answer {
        let reply: RESPValue
        do throws(StoreError) {
            reply = try await send(
                self.command(command, request), timeout: request.timeout, isDurable: isDurable)
        } catch {
            guard error.code == .uninitialised else { throw error }
            throw try await explained(error)
        }
        return try read(reply, of: request)
    }

    private func read<Answer>(
        _ reply: RESPValue, of request: FunctionRequest<Answer>
    ) throws(StoreError) -> Answer {
        try request.read(FunctionAnswer(reply, location: location, namespace: namespace))
    }

    private func command<Answer>(_ command: String, _ request: FunctionRequest<Answer>) -> RESPCommand {
        RESPCommand(
            command,
            [.init(FunctionLibrary.functionName(request.name)), 1, .init(prefix + "meta")]
                + request.argument.arguments.map { .init($0) })
    }

    /// No such function: is there no library, or one of another protocol?
    private func explained(_ error: StoreError) async throws(StoreError) -> StoreError {
        guard error.underlying != nil, let loaded = try await loadedLibrary() else { return error }
        var missing = unserved(by: loaded)
        if loaded.serves { missing.underlying = error.underlying }
        return missing
    }
}

extension RedisError {
    func storeError(at location: String) -> StoreError {
        guard code == .server else {
            let kind: StoreError.Code = code == .authentication || code == .encryption ? .refused : .unavailable
            return StoreError(kind, "\(location): \(message)", underlying: self)
        }
        // Redis 7 has one kind, ERR, for a function that does not exist.
        if message.hasPrefix("ERR Function not found") {
            return StoreError(
                .uninitialised, "\(location) has no function library of Flagpost; run `flagpost store init`",
                underlying: self)
        }
        // Only where something has written to the log that is not the library.
        if message.hasPrefix("ERR The ID specified in XADD") || message.hasPrefix("ERR The stream has exhausted") {
            return StoreError(
                .corrupt,
                "\(location) does not take the record of this change: its log was written past Flagpost, to beyond any "
                    + "revision. What restricts and what lifts goes through. Another change may be in force without its "
                    + "record, look at it; then restore a backup",
                underlying: self)
        }
        let kind: StoreError.Code =
            switch kind {
            case "LOADING", "BUSY", "MASTERDOWN", "CLUSTERDOWN", "TRYAGAIN", "NOREPLICAS", "READONLY", "MOVED", "ASK":
                .unavailable
            case "WRONGTYPE": .corrupt
            default: .refused
            }
        return StoreError(kind, "\(location) refused: \(message)", underlying: self)
    }
}
