package import FlagStore
import Glibc

extension RedisStore: ExaminableStore {
    package func examine(for roles: Set<AccessRole>) async -> [StoreFinding] {
        let inspector = RedisInspector(client: functions.client, functions: functions) {
            var time = timespec()
            clock_gettime(CLOCK_REALTIME, &time)
            return Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000
        }
        return await inspector.facts().findings(for: roles)
    }
}
