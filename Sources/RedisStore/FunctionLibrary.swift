// The Function library that `initialize` loads: every commit and operation runs inside Redis, so that it is atomic
// whatever else happens. docs/store.md has the keys; StateOperation+Applied.swift says the same of operations, and the
// suite holds both to each other.
//
// Bodies, acts and evidence are opaque texts here: Lua never writes JSON, and reads it only to compare names and
// digests, because its numbers have 14 digits and its empty objects become arrays. Answers are arrays that begin with
// "ok" or the code of a StoreError, so that no text of people's passes through an error line.

import FlagStore

enum FunctionLibrary {
    /// Goes up with every change of `source`; an older library in the server is replaced, a newer one is left.
    static let version = 2

    static let source = committing + state + commit + reading

    private static let committing = #"""
        #!lua name=flagpost

        local function text(number) return string.format('%.0f', number) end

        local function now()
          local time = redis.call('TIME')
          return text(tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000))
        end

        -- The namespace's prefix and what stands in its meta key; nil where nobody made it.
        local function open(keys)
          local fields = redis.call('HMGET', keys[1], 'store', 'epoch', 'revision', 'unit-key', 'documents', 'bytes',
            'adopted', 'committed', 'applied')
          if not fields[1] then return nil end
          return {
            prefix = string.sub(keys[1], 1, -5), store = fields[1], epoch = fields[2],
            revision = tonumber(fields[3]), unit_key = fields[4],
            documents = tonumber(fields[5]), bytes = tonumber(fields[6]),
            adopted = fields[7] or '0', committed = fields[8] or '0', applied = tonumber(fields[9] or '0'),
          }
        end

        -- 'ok' and the lineage, followed by what else there is to say.
        local function answer(space, revision, ...)
          return {'ok', space.store, space.epoch, revision, space.adopted, ...}
        end

        local uninitialised = {'uninitialised'}

        local function read(run)
          return function(keys, args)
            local space = open(keys)
            if not space then return uninitialised end
            return run(space, args)
          end
        end

        -- A change: args begin with commit id, actor, on behalf of ('' for nobody), reason, source.
        local function change(run)
          return function(keys, args)
            local space = open(keys)
            if not space then return uninitialised end
            local remembered = redis.call('GET', space.prefix .. 'commit:' .. args[1])
            if remembered then
              local revision, at, changed = string.match(remembered, '^(%d+) (%d+) (%d)$')
              return answer(space, revision, at, changed)
            end
            local at = now()
            -- Above what agents have applied, too: after a failover this server may have lost the last commits.
            local following = text(math.max(space.revision, space.applied) + 1)
            local outcome = run(space, args, following, at)
            if outcome.refused then return outcome.refused end
            local changed = #outcome.changes > 0
            local revision = changed and following or text(space.revision)
            if changed then
              redis.call('HSET', keys[1], 'revision', revision, 'committed', at, 'documents', text(space.documents),
                'bytes', text(space.bytes), 'epoch', space.epoch, 'adopted', space.adopted)
              local entry = {'at', at, 'id', args[1], 'actor', args[2], 'behalf', args[3], 'reason', args[4],
                'source', args[5], 'evidence', outcome.evidence}
              for _, summary in ipairs(outcome.changes) do
                entry[#entry + 1] = 'change'
                entry[#entry + 1] = summary
              end
              redis.call('XADD', space.prefix .. 'log', 'MAXLEN', '~', '\#(StoreLimits.logRecords)', revision .. '-0',
                unpack(entry))
            end
            redis.call('SET', space.prefix .. 'commit:' .. args[1],
              revision .. ' ' .. at .. ' ' .. (changed and '1' or '0'), 'PX', '\#(StoreLimits.commitMilliseconds)')
            -- A user without the right to publish still commits; the poll finds it.
            if changed then redis.pcall('PUBLISH', space.prefix .. 'hint', revision) end
            return answer(space, revision, at, changed and '1' or '0')
          end
        end

        """#

    private static let commit = #"""
        -- args: ..., key whose state moves ('' for none), its new key, then for each change id, expected revision,
        -- '1' or '0' (delete), body, digests, summary.
        local function commit(space, args, revision, at)
          local effective = {}
          if args[6] ~= '' and restricts(space.prefix .. 'state:' .. args[7]) then
            return {refused = {'held', args[7]}}
          end
          for i = 8, #args, 6 do
            local key = space.prefix .. 'spec:' .. args[i]
            local current = redis.call('HMGET', key, 'revision', 'body', 'digests')
            local seen = current[2] and current[1] or '0'
            if seen ~= args[i + 1] then return {refused = {'conflict', args[i], seen, args[i + 1]}} end
            local exists, wanted = current[2] ~= false, args[i + 2] == '1'
            if exists ~= wanted or (wanted and (current[2] ~= args[i + 3] or current[3] ~= args[i + 4])) then
              effective[#effective + 1] = i
              space.documents = space.documents + (wanted and 1 or 0) - (exists and 1 or 0)
              space.bytes = space.bytes + (wanted and #args[i + 3] or 0) - (exists and #current[2] or 0)
            end
          end
          if #effective > 0 and (space.documents > \#(StoreLimits.documents)
              or space.bytes > \#(StoreLimits.namespaceBytes)) then
            return {refused = {'too-large', 'namespace'}}
          end
          local changes = {}
          for _, i in ipairs(effective) do
            local key = space.prefix .. 'spec:' .. args[i]
            if args[i + 2] == '1' then
              revive(space, key, args[i], revision, at)
              redis.call('HSET', key, 'revision', revision, 'body', args[i + 3], 'digests', args[i + 4])
            else
              redis.call('HDEL', key, 'body', 'digests')
              redis.call('HSET', key, 'revision', revision, 'deleted', at)
            end
            redis.call('ZADD', space.prefix .. 'index', revision, 'spec:' .. args[i])
            changes[#changes + 1] = args[i + 5]
          end
          if args[6] ~= '' and #effective > 0 then move(space, args[6], args[7], revision) end
          return {changes = changes, evidence = 'null'}
        end

        """#

    private static let reading = #"""
        -- args: the revision after which, '' for everything.
        local function load(space, args)
          local all = args[1] == ''
          local names = redis.call('ZRANGEBYSCORE', space.prefix .. 'index', all and '-inf' or '(' .. args[1], '+inf')
          local specs, states = {}, {}
          for _, name in ipairs(names) do
            if string.sub(name, 1, 6) == 'state:' then
              states[#states + 1] = {string.sub(name, 7), redis.call('HGETALL', space.prefix .. name)}
            else
              local fields = redis.call('HMGET', space.prefix .. name, 'revision', 'body', 'digests')
              if fields[2] or not all then
                specs[#specs + 1] = {string.sub(name, 6), fields[1], fields[2], fields[3]}
              end
            end
          end
          return answer(space, text(space.revision), now(), space.committed, space.unit_key, specs, states)
        end

        local function initialize(keys, args)
          if redis.call('HSETNX', keys[1], 'store', args[1]) == 1 then
            redis.call('HSET', keys[1], 'epoch', '1', 'revision', '0', 'unit-key', args[2], 'documents', '0',
              'bytes', '0')
          end
          local space = open(keys)
          return answer(space, text(space.revision))
        end

        local function adopt(space)
          space.epoch = text(tonumber(space.epoch) + 1)
          space.adopted = space.epoch
          return {changes = {'adopt epoch ' .. space.epoch}, evidence = 'null'}
        end

        local function history(space, args)
          local records = {}
          if tonumber(args[1]) > 0 then
            records = redis.call('XREVRANGE', space.prefix .. 'log', '+', '-', 'COUNT', args[1])
          end
          return {'ok', records}
        end

        -- args: agent, record, the store and revision that the agent has applied, and the features that had traffic.
        local function announce(space, args)
          local at = now()
          local applied = tonumber(args[4])
          if args[3] == space.store and applied > space.applied and applied < \#(StoreLimits.revision) then
            redis.call('HSET', space.prefix .. 'meta', 'applied', text(applied))
          end
          local seen = space.prefix .. 'presence:seen'
          local records = space.prefix .. 'presence'
          redis.call('ZADD', seen, at, args[1])
          redis.call('HSET', records, args[1], at .. ' ' .. args[2])
          local used = space.prefix .. 'used'
          for i = 5, #args do redis.call('ZADD', used, 'GT', at, args[i]) end
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

        local function lineage(space) return answer(space, text(space.revision)) end

        local function reading(name, run)
          redis.register_function{function_name = name, callback = run, flags = {'no-writes'}}
        end

        reading('flagpost_version', function() return \#(version) end)
        reading('flagpost_lineage', read(lineage))
        reading('flagpost_load', read(load))
        reading('flagpost_history', read(history))
        reading('flagpost_fleet', read(fleet))
        redis.register_function('flagpost_initialize', initialize)
        redis.register_function('flagpost_commit', change(commit))
        redis.register_function('flagpost_adopt', change(adopt))
        redis.register_function('flagpost_announce', read(announce))
        -- What restricts must work in a server that is out of memory, too.
        redis.register_function{
          function_name = 'flagpost_operate', callback = change(operate), flags = {'allow-oom'}}
        redis.register_function{
          function_name = 'flagpost_withdraw_presence', callback = read(withdraw_presence), flags = {'allow-oom'}}
        """#
}
