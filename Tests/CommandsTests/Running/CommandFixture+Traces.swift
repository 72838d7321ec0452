import Foundation
import TestServers

extension CommandFixture {
    /// Where a text stands in the store, as bytes: files of the embedded one, keys of Redis.
    func traces(of text: String) throws -> [String] {
        guard let socket = store.split(separator: "redis+unix://").first, store.hasPrefix("redis") else {
            return try FileManager.default.contentsOfDirectory(atPath: folder.path)
                .filter { $0.hasPrefix("flags.db") }
                .filter { name in
                    let contents = FileManager.default.contents(atPath: folder.path(name)) ?? Data()
                    return contents.range(of: Data(text.utf8)) != nil
                }
        }
        let found = try RedisSocket(path: String(socket)).command(["EVAL", Self.search, "0", text])
        return found.split(separator: " ").map(String.init)
    }

    /// `DUMP` would compress what it finds, so every value is read as what it is.
    private static let search = #"""
        local found = {}
        local function holds(value)
          if type(value) == 'string' then return string.find(value, ARGV[1], 1, true) ~= nil end
          if type(value) ~= 'table' then return false end
          for _, item in ipairs(value) do if holds(item) then return true end end
          return false
        end
        for _, key in ipairs(redis.call('KEYS', '*')) do
          local kind, value = redis.call('TYPE', key).ok, nil
          if kind == 'string' then value = redis.call('GET', key)
          elseif kind == 'hash' then value = redis.call('HGETALL', key)
          elseif kind == 'zset' then value = redis.call('ZRANGE', key, 0, -1)
          elseif kind == 'set' then value = redis.call('SMEMBERS', key)
          elseif kind == 'stream' then value = redis.call('XRANGE', key, '-', '+')
          else value = redis.call('LRANGE', key, 0, -1) end
          if holds(value) or holds(key) then found[#found + 1] = key end
        end
        return table.concat(found, ' ')
        """#
}
