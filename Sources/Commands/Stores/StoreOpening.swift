import FlagStore
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

    static func open(
        _ selection: StoreSelection, namespace: String, redis: RedisCredentials
    ) throws -> any DocumentStore {
        do {
            switch try location(selection) {
            case .sqlite(let path): return try SQLiteStore(path: path, namespace: namespace)
            case .redis, .redisSocket: throw Failure("this build knows no Redis")
            }
        } catch let error as StoreError {
            throw Failure("\(error)")
        }
    }
}
