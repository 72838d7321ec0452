package import FlagStore
import RedisClient

extension RedisStore {
    /// Makes users, or makes them anew, on the master, in a cluster on every one. Redis does not replicate users.
    ///
    /// - Returns: whether all of these servers keep them over a restart, in an ACL file of their own.
    package func setUsers(_ rules: [AccessRule]) async throws(StoreError) -> Bool {
        let masters: [RedisConfiguration]
        do throws(RedisError) {
            masters = try await functions.client.masters()
        } catch {
            throw error.storeError(at: location)
        }
        guard masters.count > 1 else { return try await Self.setUsers(rules, at: functions) }
        var isKept = true
        for master in masters {
            let client = RedisClient(configuration: master)
            do throws(StoreError) {
                let caller = FunctionCaller(
                    client: client, namespace: namespace, location: master.deployment.description)
                if try await !Self.setUsers(rules, at: caller) { isKept = false }
                await client.close()
            } catch {
                await client.close()
                throw error
            }
        }
        return isKept
    }

    private static func setUsers(_ rules: [AccessRule], at server: FunctionCaller) async throws(StoreError) -> Bool {
        for rule in rules {
            _ = try await server.send(
                RESPCommand("ACL", ["SETUSER", .init(rule.user)] + rule.words.map { .init($0) }))
        }
        do throws(StoreError) {
            _ = try await server.send(RESPCommand("ACL", "SAVE"))
            return true
        } catch {
            // It has no ACL file.
            guard error.code == .refused else { throw error }
            return false
        }
    }
}
