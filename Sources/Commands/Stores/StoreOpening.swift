import FlagStore
import RedisClient
import RedisStore
import SQLiteStore

/// Makes a store of what was named.
enum StoreOpening {
    static func location(_ selection: StoreSelection) throws -> StoreLocation {
        do {
            return try StoreLocation.parse(selection.location)
        } catch {
            throw Failure("the store \(selection.source) cannot be used: \(error)")
        }
    }

    /// Nothing is connected or opened yet: the first use does that.
    static func open(
        _ location: StoreLocation, namespace: String, redis: RedisCredentials
    ) throws -> any DocumentStore {
        do {
            switch location {
            case .sqlite(let path): return try SQLiteStore(path: path, namespace: namespace)
            case .redis(let location):
                let configuration = RedisConfiguration(
                    location, username: redis.username, password: redis.password,
                    sentinelPassword: redis.sentinelPassword)
                return try RedisStore(configuration: configuration, namespace: namespace)
            }
        } catch {
            throw Failure("\(error)")
        }
    }
}
