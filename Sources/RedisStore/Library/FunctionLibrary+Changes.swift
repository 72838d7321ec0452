// What every change has in common: its id, its fence, what is due before it, its record.

import FlagStore

extension FunctionLibrary {
    static let changes = #"""
        -- Lets a schedule take effect, as a commit of its own.
        local function take_effect(space, id, at)
          local fields = matured(space, id) and {} or schedule_fields(space, id)
          if not fields.payload or not fields.digest then return end
          local revision = following(space)
          for _, document in ipairs(scheduled_documents(fields)) do
            if fields['d:' .. document] == '1' then
              revive(space, document, current(space, document), revision, at)
            end
            redis.call('ZADD', space.prefix .. 'index', revision, 'spec:' .. document)
          end
          for field, operation in pairs(fields) do
            local key, entry, act
            if string.sub(field, 1, 2) == 'o:' then key, entry, act = string.match(operation, '^(.-)\n(.-)\n(.*)$') end
            if act and redis.call('HSETNX', space.prefix .. 'state:' .. key, entry, at .. ' ' .. act) == 1 then
              touch(space, key, revision)
            end
          end
          redis.call('HSET', space.prefix .. 'matured', id, revision .. ' ' .. at)
          record(space, revision, at, fields.payload, fields.digest)
        end

        -- Lets take effect what is due. What cannot, holds up nothing else.
        local function mature(space, at)
          for _, id in ipairs(redis.call('ZRANGEBYSCORE', space.prefix .. 'due', '-inf', at, 'LIMIT', '0', '1000')) do
            pcall(take_effect, space, id, at)
          end
        end

        -- What a commit of this id was answered; nil where there was none.
        local function remembered(space, id)
          local key = space.prefix .. 'commit:' .. id
          if redis.call('STRLEN', key) > 64 then return nil end
          local revision, at, changed = string.match(redis.call('GET', key) or '', '^(%d+) (%d+) (%d)$')
          if changed then return answer(space, revision, at, changed) end
        end

        local function remember(space, id, revision, at, changed)
          redis.call('SET', space.prefix .. 'commit:' .. id, revision .. ' ' .. at .. ' ' .. changed, 'PX',
            '\#(StoreLimits.commitMilliseconds)')
        end

        -- A change: args begin with commit id, payload, its digest, lease ('' for none), fencing token. `passes` says
        -- which are recorded though the log is full. What is due is left to others where `leaves_due`: its effects
        -- take rights that an approver does not have.
        local function change(run, passes, leaves_due)
          return function(keys, args)
            local space = open(keys)
            if not space then return uninitialised end
            local done = remembered(space, args[1])
            if done then return done end
            if args[4] ~= '' and redis.call('HGET', space.prefix .. 'lease:' .. args[4], 'token') ~= args[5] then
              return {'fenced', args[4]}
            end
            local at = now()
            if not leaves_due then mature(space, at) end
            if not (passes and passes(args)) and full_log(space) then return {'log-full'} end
            space.goes_without = passes and (passes(args) or args[8] == 'restore')
            if not newest_record(space.prefix) and not space.goes_without then
              return redis.error_reply('ERR The ID specified in XADD would be below one that no revision reaches')
            end
            local revision = following(space)
            local outcome = run(space, args, revision, at)
            if outcome.refused then return outcome.refused end
            local changed = not outcome.unchanged
            if changed then
              record(space, revision, at, args[2], args[3])
            else
              revision = text(space.revision)
            end
            remember(space, args[1], revision, at, changed and '1' or '0')
            return answer(space, revision, at, changed and '1' or '0')
          end
        end

        local function always() return true end

        local function restricting(args)
          local operation = args[8]
          return operation == 'kill' or operation == 'withdraw' or operation == 'trip' or operation == 'rollback'
            or operation == 'pause'
        end

        local function adopt(space)
          space.epoch = text(tonumber(space.epoch) + 1)
          space.adopted = space.epoch
          return {}
        end

        """#
}
