// Leases, agents' presence, and what they say is in use.

import FlagStore

extension FunctionLibrary {
    static let leases = #"""
        -- args: name, holder, milliseconds. A token is above the last one and not below the time, so that it also is
        -- after a failover that lost the last ones.
        local function acquire_lease(space, args)
          local key = space.prefix .. 'lease:' .. args[1]
          local at = tonumber(now())
          local holder, token = short(key, 'holder', \#(StoreLimits.nameBytes)) or '', counted(short(key, 'token', 16)) or 0
          local expires = counted(short(key, 'expires', 16)) or 0
          -- No lease is longer: whoever wrote this did so past these functions.
          if expires > at + \#(StoreLimits.leaseMilliseconds) then expires = 0 end
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
          local before, ahead = text(tonumber(at) - \#(StoreLimits.presenceMilliseconds)), text(tonumber(at) + 60000)
          redis.call('ZREMRANGEBYSCORE', used, '(' .. ahead, '+inf')
          -- Who claims to have been seen when that lies ahead would be so for good.
          for _, range in ipairs({{'-inf', '(' .. before}, {'(' .. ahead, '+inf'}}) do
            for _, agent in ipairs(redis.call('ZRANGEBYSCORE', seen, range[1], range[2], 'LIMIT', '0', '1000')) do
              redis.call('HDEL', records, agent)
              redis.call('HDEL', space.prefix .. 'lease:@agents', agent)
              redis.call('ZREM', seen, agent)
            end
          end
          return {'ok'}
        end

        -- An announcement under an id that no other agent has meanwhile. args: agent; its place, which a copy of its state
        -- does not share; its last token ('' when it has just started) and its next one; then as those of announce. Of two
        -- that went on from one and the same memory the second comes with a token that is not the last one.
        local function present(space, args)
          local claims, agent, place, last, next = space.prefix .. 'lease:@agents', args[1], args[2], args[3], args[4]
          local at, owner, token = string.match(short(claims, agent, 256) or '', '^(%d+) (%S+) (%S+)$')
          local age = tonumber(now()) - (counted(at) or 0)
          if age <= \#(Fleet.liveMilliseconds) and age > -60000
              and (owner ~= place or last ~= '' and token ~= last and token ~= next) then
            return {'held', 'agent', agent, ''}
          end
          redis.call('HSET', claims, agent, now() .. ' ' .. place .. ' ' .. next)
          local rest = {agent}
          for i = 5, #args do rest[#rest + 1] = args[i] end
          return announce(space, rest)
        end

        local function withdraw_presence(space, args)
          redis.call('ZREM', space.prefix .. 'presence:seen', args[1])
          redis.call('HDEL', space.prefix .. 'presence', args[1])
          redis.call('HDEL', space.prefix .. 'lease:@agents', args[1])
          return {'ok'}
        end

        -- The records of agents, as many as one answer takes, the shorter ones first; features by when they were used; and
        -- what was left out.
        local function fleet(space)
          local at, records = now(), space.prefix .. 'presence'
          local ahead = text(tonumber(at) + 60000)
          local sized, bytes, faults = {}, 0, {}
          local function fault(name, reason)
            if #faults < 20 then faults[#faults + 1] = {name, reason} end
          end
          local agents = redis.call('ZRANGE', space.prefix .. 'presence:seen', ahead, '-inf', 'BYSCORE', 'REV', 'LIMIT',
            '0', '\#(StoreLimits.agents)')
          for _, agent in ipairs(agents) do
            local size = #agent <= \#(StoreLimits.nameBytes) and redis.call('HSTRLEN', records, agent) or 1 / 0
            if size > \#(StoreLimits.presenceBytes + 32) then
              fault('presence/' .. string.sub(agent, 1, 64), 'more than a record may have')
            elseif size > 0 then
              sized[#sized + 1] = {agent = agent, size = size}
              bytes = bytes + size
            end
          end
          local others = redis.call('HLEN', records) - #agents
          if others > 0 then fault('presence', text(others) .. ' records of agents that nobody has seen lately') end
          if bytes > \#(StoreLimits.fleetBytes) then
            table.sort(sized, function(a, b) return a.size < b.size end)
            fault('presence', 'records of more than \#(StoreLimits.fleetBytes >> 20) MiB; the longest are not read')
          end
          local found, room = {}, \#(StoreLimits.fleetBytes)
          for _, one in ipairs(sized) do
            room = room - one.size
            if room < 0 then break end
            found[#found + 1] = redis.call('HGET', records, one.agent)
          end
          local used = {}
          local features = redis.call('ZRANGE', space.prefix .. 'used', ahead, '-inf', 'BYSCORE', 'REV', 'LIMIT', '0',
            '\#(StoreLimits.documents)', 'WITHSCORES')
          for i = 1, #features, 2 do
            if #features[i] <= \#(StoreLimits.nameBytes) then
              used[#used + 1] = features[i]
              used[#used + 1] = features[i + 1]
            end
          end
          return {'ok', at, found, used, faults}
        end

        """#
}
