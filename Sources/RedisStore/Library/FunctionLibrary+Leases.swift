// Leases, agents' presence, and what they say is in use.

import FlagStore

extension FunctionLibrary {
    static let leases = #"""
        -- args: name, holder, milliseconds. A token is above the last one and not below the time, so that it also is
        -- after a failover that lost the last ones.
        local function acquire_lease(space, args)
          local key = space.prefix .. 'lease:' .. args[1]
          local at = tonumber(now())
          local fields = redis.call('HMGET', key, 'holder', 'token', 'expires')
          local holder, token, expires = fields[1] or '', tonumber(fields[2] or '0'), tonumber(fields[3] or '0')
          if holder ~= args[2] then
            if expires > at then return {'ok', holder, text(token), text(expires)} end
            holder, token = args[2], math.max(token + 1, at)
          end
          expires = at + tonumber(args[3])
          redis.call('HSET', key, 'holder', holder, 'token', text(token), 'expires', text(expires))
          return {'ok', holder, text(token), text(expires)}
        end

        -- args: name, token, holder. The token stays, so that the next one is above it.
        local function release_lease(space, args)
          local key = space.prefix .. 'lease:' .. args[1]
          local fields = redis.call('HMGET', key, 'token', 'holder')
          if fields[1] == args[2] and fields[2] == args[3] then redis.call('HSET', key, 'holder', '', 'expires', '0') end
          return {'ok'}
        end

        -- args: agent, record, the store and revision that the agent has applied, and the features that had traffic.
        local function announce(space, args)
          local at = now()
          local applied = tonumber(args[4])
          if args[3] == space.store and applied > space.applied and applied < \#(StoreLimits.revision) then
            space.applied = applied
            redis.call('HSET', space.prefix .. 'meta', 'applied', text(applied))
          end
          mature(space, at)
          local seen = space.prefix .. 'presence:seen'
          local records = space.prefix .. 'presence'
          redis.call('ZADD', seen, at, args[1])
          redis.call('HSET', records, args[1], at .. ' ' .. args[2])
          local used = space.prefix .. 'used'
          for first = 5, #args, 1000 do
            local scored = {}
            for i = first, math.min(first + 999, #args) do
              scored[#scored + 1] = at
              scored[#scored + 1] = args[i]
            end
            redis.call('ZADD', used, 'GT', unpack(scored))
          end
          redis.call('ZREMRANGEBYSCORE', used, '-inf', '(' .. text(tonumber(at) - \#(StoreLimits.usedMilliseconds)))
          local before = text(tonumber(at) - \#(StoreLimits.presenceMilliseconds))
          for _, agent in ipairs(redis.call('ZRANGEBYSCORE', seen, '-inf', '(' .. before, 'LIMIT', 0, 1000)) do
            redis.call('HDEL', records, agent)
            redis.call('ZREM', seen, agent)
          end
          return {'ok'}
        end

        local function withdraw_presence(space, args)
          redis.call('ZREM', space.prefix .. 'presence:seen', args[1])
          redis.call('HDEL', space.prefix .. 'presence', args[1])
          return {'ok'}
        end

        local function fleet(space)
          return {'ok', now(), redis.call('HVALS', space.prefix .. 'presence'),
            redis.call('ZRANGE', space.prefix .. 'used', 0, -1, 'WITHSCORES')}
        end

        """#
}
