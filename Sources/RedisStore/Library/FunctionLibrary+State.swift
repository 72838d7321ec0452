// The part of the library that knows what a state holds: StateOperation+Applied.swift in Lua.

import FlagModel
import FlagStore

extension FunctionLibrary {
    static let state = #"""
        local whole = '@feature'

        local function cleared(state, target)
          return math.max(counted(short(state, 'c:' .. target, 16)) or 0, counted(short(state, 'c:' .. whole, 16)) or 0)
        end

        -- What a trip is on: as it says, else, where it cannot be read, as its name does; nil where that says nothing.
        local function tripped(state, field)
          local entry = short(state, field, \#(StoreLimits.entryBytes)) or ''
          local json = string.match(entry, '^%d+ (.*)$')
          local target = json and decoded(json).target
          return type(target) == 'string' and target or string.match(field, '^t:[^/]*/(.+)$')
        end

        -- The fields that hold one target back.
        local function holds_on(state, target)
          local found = {}
          for _, field in ipairs(redis.call('HKEYS', state)) do
            if string.sub(field, 1, 2) == 't:' then
              if tripped(state, field) == target then found[#found + 1] = field end
            elseif field == 'w:' .. target then
              found[#found + 1] = field
            end
          end
          return found
        end

        -- Takes back what is held against one target.
        local function clear(state, target, revision)
          for _, field in ipairs(holds_on(state, target)) do redis.call('HDEL', state, field) end
          redis.call('HSET', state, 'c:' .. target, revision)
        end

        -- How many of a state's fields begin with one of these.
        local function count(state, beginnings)
          local fields = 0
          for _, field in ipairs(redis.call('HKEYS', state)) do
            if beginnings[string.sub(field, 1, 2)] then fields = fields + 1 end
          end
          return fields
        end

        -- Whether the state has room for one more entry.
        local function full(state)
          return count(state, {['w:'] = true, ['t:'] = true, ['c:'] = true}) >= \#(StoreLimits.stateEntries)
        end

        local function restricts(state)
          return redis.call('HEXISTS', state, 'kill') == 1 or count(state, {['w:'] = true, ['t:'] = true}) > 0
        end

        -- Removes fields: those of a rollout, or everything else.
        local function wipe(state, rollout)
          for _, field in ipairs(redis.call('HKEYS', state)) do
            if (string.sub(field, 1, 2) == 'r:') == rollout then redis.call('HDEL', state, field) end
          end
        end

        -- Where a deleted feature comes back, what restricted it holds again for 30 days; a rollout does not go on.
        local function revive(space, id, before, revision, at)
          local key = string.match(id, '^feature/(.*)$')
          if not key or not before.revision or before.body then return end
          local state = space.prefix .. 'state:' .. key
          local fields = redis.call('HLEN', state)
          if fields == 0 then return end
          wipe(state, true)
          local age = before.deleted and tonumber(at) - tonumber(before.deleted) or 0
          if age > \#(FeatureState.tombstoneMilliseconds) then
            wipe(state, false)
            redis.call('HSET', state, 'revision', revision)
          end
          if redis.call('HLEN', state) ~= fields then touch(space, key, revision) end
        end

        -- Takes a state to another key, and what schedules bring back on it; the old one keeps an empty one, so that
        -- hosts hear of it.
        local function move(space, from, to, revision)
          for _, id in ipairs(redis.call('ZRANGE', space.prefix .. 'due', 0, -1)) do
            for field, operation in pairs(schedule_fields(space, id)) do
              local key, rest = string.match(operation, '^(.-)(\n.*)$')
              if string.sub(field, 1, 2) == 'o:' and key == from then
                redis.call('HSET', space.prefix .. 'schedule:' .. id, field, to .. rest)
              end
            end
          end
          local state = space.prefix .. 'state:'
          if redis.call('EXISTS', state .. from) == 0 then return end
          redis.call('RENAME', state .. from, state .. to)
          touch(space, to, revision)
          touch(space, from, revision)
        end

        local function held(state, variant)
          if redis.call('HEXISTS', state, 'kill') == 1 or redis.call('HEXISTS', state, 'w:' .. variant) == 1 then
            return true
          end
          for _, field in ipairs(redis.call('HKEYS', state)) do
            if string.sub(field, 1, 2) == 't:' then
              local target = tripped(state, field)
              -- A trip that cannot be read may be on anything.
              if not target or target == variant or target == whole then return true end
            end
          end
          return false
        end

        -- Takes a rollout one stage further; nil, or the refusal.
        local function stage(state, key, digests, args, at)
          local candidate, id, salt, digest, share = args[10], args[12], args[13], args[14], tonumber(args[15])
          if decoded(digests)[candidate] ~= digest then return {'stale', key, candidate} end
          if held(state, candidate) then return {'held', key, candidate} end
          local rollout = redis.call('HMGET', state, 'r:id', 'r:candidate', 'r:stages', 'r:paused')
          if rollout[4] and rollout[4] ~= '0' then return {'held', key, ''} end
          if rollout[1] and (rollout[1] ~= id or rollout[2] ~= candidate) then return {'refused', key} end
          local stages = {}
          for shown, since in string.gmatch(rollout[3] or '', '(%d+)@(%d+)') do
            stages[#stages + 1] = {share = tonumber(shown), since = tonumber(since)}
          end
          local last = stages[#stages]
          if last and share <= last.share then return {'refused', key, text(last.share)} end
          local now = tonumber(at)
          stages[#stages + 1] = {share = share, since = last and math.max(now, last.since) or now}
          while #stages > \#(FeatureState.Rollout.stageLimit)
              or #stages > 1 and stages[2].since < now - \#(FeatureState.Rollout.stageMilliseconds) do
            table.remove(stages, 1)
          end
          local list = {}
          for i, one in ipairs(stages) do list[i] = text(one.share) .. '@' .. text(one.since) end
          if not rollout[1] then redis.call('HSET', state, 'r:id', id, 'r:candidate', candidate, 'r:salt', salt) end
          redis.call('HSET', state, 'r:stages', table.concat(list, ' '))
        end

        -- StateOperation.terms says the same.
        local function operation_terms(args)
          local operation, key, target = args[8], args[9], args[10]
          if operation == 'stage' then return table.concat({operation, key, target, unpack(args, 11, 15)}, ' ') end
          return table.concat({operation, key, target, args[11]}, ' ')
        end

        -- Whether a live agent follows another life of the namespace: it may serve features that are not here.
        local function has_strays(space, at)
          local since = text(tonumber(at) - \#(Fleet.liveMilliseconds))
          local agents = redis.call('ZRANGEBYSCORE', space.prefix .. 'presence:seen', since, '+inf', 'LIMIT', '0', '1001')
          -- So many are not looked at one by one; a kill of what nobody has harms nobody.
          if #agents > 1000 then return true end
          for _, agent in ipairs(agents) do
            local record = short(space.prefix .. 'presence', agent, \#(StoreLimits.presenceBytes + 32)) or ''
            local said = decoded(string.match(record, '^%d+ (.*)$') or '')
            local revision = tonumber(said.revision)
            if revision and (said.store ~= space.store or said.epoch ~= tonumber(space.epoch)
                or revision > space.revision) then
              return true
            end
          end
          return false
        end

        -- args: ..., author and name of a proposal ('' for none), operation, key, target, five by operation, a schedule.
        -- kill: act; withdraw: entry; trip: entry, trip id, digest, basis; restore and resume: expected revision;
        -- stage: expected revision, rollout id, salt, digest, share; rollback and pause: nothing.
        local function operate(space, args, revision, at)
          local operation, key, target = args[8], args[9], args[10]
          local state = space.prefix .. 'state:' .. key
          local feature = current(space, 'feature/' .. key)
          local spec = {feature.body, feature.digests}
          local stored = state_revision(state)
          local namespace = key == '@namespace'
          local unknown = {refused = {'unknown-key', key}}
          local unchanged = {unchanged = true}
          local field
          local schedule = parsed_schedule(args, 16)
          local refusal = args[7] ~= '' and unapproved(space, args[6], args[7], operation_terms(args), at)
          if not refusal and schedule then refusal = schedule_refusal(space, schedule, at, {}) end
          if refusal then return {refused = refusal} end
          if operation == 'kill' then
            local flag = current(space, 'flag/' .. key).body
            if not namespace and not spec[1] and not flag and not has_strays(space, at) then return unknown end
            field = 'kill'
          elseif operation == 'withdraw' or operation == 'trip' then
            if namespace or not spec[1] then return unknown end
            field = operation == 'withdraw' and 'w:' .. target or 't:' .. args[12]
          elseif operation == 'stage' then
            if namespace or not spec[1] then return unknown end
          elseif namespace and (target ~= '' or operation ~= 'restore') or not namespace and not spec[1] and not stored then
            return unknown
          end
          if operation == 'trip' then
            if target ~= whole and decoded(spec[2])[target] ~= args[13] then
              return {refused = {'stale', 'digest', key, target}}
            end
            local since = cleared(state, target)
            if tonumber(args[14]) < since then return {refused = {'stale', 'basis', key, text(since), args[14]}} end
          end
          if field then
            if redis.call('HEXISTS', state, field) == 1 then return unchanged end
            if field ~= 'kill' and full(state) then return {refused = {'too-large', 'state', key}} end
            redis.call('HSET', state, field, at .. ' ' .. args[11])
          elseif operation == 'rollback' then
            if count(state, {['r:'] = true}) == 0 then return unchanged end
            wipe(state, true)
          elseif operation == 'pause' then
            if redis.call('HEXISTS', state, 'r:id') == 0 or redis.call('HGET', state, 'r:paused') == '1' then
              return unchanged
            end
            redis.call('HSET', state, 'r:paused', '1')
          elseif (stored or '0') ~= args[11] then
            return {refused = {'conflict', key, stored or '0', args[11]}}
          elseif operation == 'stage' then
            local refused = stage(state, key, spec[2], args, at)
            if refused then return {refused = refused} end
          elseif operation == 'resume' then
            if redis.call('HDEL', state, 'r:paused') == 0 then return unchanged end
          elseif target == '' or target == whole then
            wipe(state, false)
            redis.call('HSET', state, 'c:' .. whole, revision)
          else
            local room = #holds_on(state, target) + redis.call('HEXISTS', state, 'c:' .. target)
            if room == 0 and full(state) then return {refused = {'too-large', 'state', key}} end
            clear(state, target, revision)
          end
          touch(space, key, revision)
          if args[7] ~= '' then
            if operation == 'restore' then call_off_operations(space, key, target) end
            end_proposal(space, args[6], args[7], 'applied', at)
          end
          if schedule then store_schedule(space, schedule) end
          return {}
        end

        """#
}
