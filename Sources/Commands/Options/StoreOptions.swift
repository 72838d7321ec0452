import ArgumentParser
import FlagModel
import FlagStore
import Operations

/// Which store a verb speaks to.
struct StoreOptions: ParsableArguments {
    @OptionGroup var host: HostOptions

    @Option(
        help: .init(
            "redis://…, redis+unix://PATH, redis+sentinel://…, redis+cluster://…, with rediss for TLS, or sqlite:PATH "
                + "(FLAGPOST_STORE; else /etc/flagpost/flagpost.yaml; else the store of this host's agent).",
            valueName: "location"))
    var store: String?

    @Option(
        help: .init(
            "File with the Redis password (else FLAGPOST_REDIS_PASSWORD; never on the command line).",
            valueName: "path"),
        completion: .file())
    var redisPasswordFile: String?

    var redisCredentials: RedisCredentials {
        get throws { try RedisCredentials.read(passwordFile: redisPasswordFile, environment: .process) }
    }

    private func select() throws -> StoreSelection {
        try StoreSelection.choose(
            option: store, environment: .process,
            settings: { try SettingsFile.store(in: HostPaths.settingsFile) },
            agent: host.agent.storeLocation)
    }

    /// Whether the store that is named lies in a database of its own.
    var selectsDatabase: Bool {
        guard let selection = try? select(), case .redis(let location)? = try? StoreOpening.location(selection) else {
            return false
        }
        return location.database != 0
    }

    /// Opens the store, tells which one, runs `body`, and closes it whatever happened.
    ///
    /// - Parameters:
    ///   - writing: verbs that write say where, so that nobody kills a feature in the wrong store unawares.
    ///   - source: who named it, where that is no option of every verb.
    func withStore<Result>(
        writing: Bool, source: StoreSelection.Source? = nil, _ body: (RetryingStore) async throws -> Result
    ) async throws -> Result {
        var selection = try select()
        if let source { selection.source = source }
        let store = RetryingStore(
            try StoreOpening.open(
                try StoreOpening.location(selection), namespace: host.namespace, redis: try redisCredentials)
        ) { StandardStreams.message("flagpost: warning: \($0)".withoutControls) }
        if writing {
            StandardStreams.message(
                "store \(store.location.withoutControls) (\(selection.source)), namespace \(store.namespace)")
        }
        do {
            let result = try await body(store)
            await store.close()
            return result
        } catch let error as StoreError where error.isMissingRight {
            let actor = try? await store.actor()
            await store.close()
            throw MissingRight.failure(
                actor: actor, store: store.location, namespace: store.namespace, writing: writing)
        } catch let error as StoreError {
            await store.close()
            throw Failure(error, store: store.location, namespace: store.namespace, writing: writing)
        } catch let error as OperationError {
            await store.close()
            throw Failure(error)
        } catch {
            await store.close()
            throw error
        }
    }
}
