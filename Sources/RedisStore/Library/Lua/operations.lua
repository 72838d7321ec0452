-- What is done to a state: StateOperation+Applied.swift in Lua.

-- `target`: a variant, '' or '@feature'. `entry` is the act of a kill, and what a withdrawal or trip is kept as; a trip
-- has its name (`trip`), `digest` and `basis`. Restore, resume and stage have an `expected` revision, a stage the others.
local operate_request = change_of{
  operation = a_text, key = a_text, target = a_text, entry = maybe(a_text), expected = maybe(a_number),
  trip = maybe(a_text), digest = maybe(a_text), basis = maybe(a_number),
  rollout = maybe(a_text), salt = maybe(a_text), share = maybe(a_number),
  proposal = maybe(proposal_shape), schedule = maybe(schedule_shape),
}

-- What each operation cannot do without.
local operation_needs = {
  kill = {'entry'}, withdraw = {'entry'}, trip = {'entry', 'trip', 'digest', 'basis'}, restore = {'expected'},
  stage = {'expected', 'rollout', 'salt', 'digest', 'share'}, resume = {'expected'}, rollback = {}, pause = {},
}

local function restricting(request)
  local operation = request.operation
  return operation == 'kill' or operation == 'withdraw' or operation == 'trip' or operation == 'rollback'
    or operation == 'pause'
end

-- Takes a rollout one stage further; nil, or the refusal.
local function stage(state, request, digests, at)
  local key, candidate, id, share = request.key, request.target, request.rollout, tonumber(request.share)
  if decoded(digests)[candidate] ~= request.digest then
    return refusal('other-configuration', 'feature', key, 'variant', candidate)
  end
  if held(state, candidate) then return refusal('held-back', 'feature', key, 'variant', candidate) end
  local rollout = redis.call('HMGET', state, 'r:id', 'r:candidate', 'r:stages', 'r:paused')
  if rollout[4] and rollout[4] ~= '0' then return refusal('paused', 'feature', key) end
  if rollout[1] and (rollout[1] ~= id or rollout[2] ~= candidate) then
    return refusal('other-rollout', 'feature', key)
  end
  local stages = {}
  for shown, since in string.gmatch(rollout[3] or '', '(%d+)@(%d+)') do
    stages[#stages + 1] = {share = tonumber(shown), since = tonumber(since)}
  end
  local last = stages[#stages]
  if last and share <= last.share then
    return refusal('no-more-share', 'feature', key, 'share', text(last.share))
  end
  local now = tonumber(at)
  stages[#stages + 1] = {share = share, since = last and math.max(now, last.since) or now}
  while #stages > limits.stage_limit
      or #stages > 1 and stages[2].since < now - limits.stage_milliseconds do
    table.remove(stages, 1)
  end
  local list = {}
  for i, one in ipairs(stages) do list[i] = text(one.share) .. '@' .. text(one.since) end
  if not rollout[1] then
    redis.call('HSET', state, 'r:id', id, 'r:candidate', candidate, 'r:salt', request.salt)
  end
  redis.call('HSET', state, 'r:stages', table.concat(list, ' '))
end

-- StateOperation.terms says the same.
local function operation_terms(request)
  local words = {request.operation, request.key, request.target, request.expected or request.entry or ''}
  if request.operation == 'stage' then
    for _, name in ipairs({'rollout', 'salt', 'digest', 'share'}) do words[#words + 1] = request[name] end
  end
  return table.concat(words, ' ')
end

-- Whether a live agent follows another life of the namespace: it may serve features that are not here.
local function has_strays(space, at)
  local since = text(tonumber(at) - limits.live_milliseconds)
  local agents = redis.call('ZRANGEBYSCORE', space.prefix .. 'presence:seen', since, '+inf', 'LIMIT', '0', '1001')
  -- So many are not looked at one by one; a kill of what nobody has harms nobody.
  if #agents > 1000 then return true end
  for _, agent in ipairs(agents) do
    local record = short(space.prefix .. 'presence', agent, limits.presence_entry_bytes) or ''
    local said = decoded(string.match(record, '^%d+ (.*)$') or '')
    local revision = tonumber(said.revision)
    if revision and (said.store ~= space.store or said.epoch ~= tonumber(space.epoch)
        or revision > space.revision) then
      return true
    end
  end
  return false
end

local function operate(space, request, revision, at)
  local operation, key, target = request.operation, request.key, request.target
  for _, name in ipairs(operation_needs[operation] or {'operation'}) do
    if not request[name] or name == 'operation' then
      return {refused = refusal('unknown-request', 'argument', name)}
    end
  end
  local state = space.prefix .. 'state:' .. key
  local feature = current(space, 'feature/' .. key)
  local stored = state_revision(state)
  local namespace = key == '@namespace'
  local unknown = {refused = refusal('unknown-feature', 'feature', key)}
  local unchanged = {unchanged = true}
  local full_state = {refused = refusal('state-full', 'feature', key)}
  local field
  local proposal, schedule = request.proposal, request.schedule
  local refused = proposal and unapproved(space, proposal, operation_terms(request), at)
  if not refused and schedule then refused = schedule_refusal(space, schedule, at, {}) end
  if refused then return {refused = refused} end
  if operation == 'kill' then
    local flag = current(space, 'flag/' .. key).body
    if not namespace and not feature.body and not flag and not has_strays(space, at) then return unknown end
    field = 'kill'
  elseif operation == 'withdraw' or operation == 'trip' then
    if namespace or not feature.body then return unknown end
    field = operation == 'withdraw' and 'w:' .. target or 't:' .. request.trip
  elseif operation == 'stage' then
    if namespace or not feature.body then return unknown end
  elseif namespace and (target ~= '' or operation ~= 'restore') or not namespace and not feature.body and not stored then
    return unknown
  end
  if operation == 'trip' then
    if target ~= whole and decoded(feature.digests)[target] ~= request.digest then
      return {refused = refusal('other-digest', 'feature', key, 'variant', target)}
    end
    local since = cleared(state, target)
    if tonumber(request.basis) < since then
      return {refused = refusal('before-restore', 'feature', key, 'restored', text(since), 'basis', request.basis)}
    end
  end
  if field then
    if redis.call('HEXISTS', state, field) == 1 then return unchanged end
    if field ~= 'kill' and full(state) then return full_state end
    redis.call('HSET', state, field, at .. ' ' .. request.entry)
  elseif operation == 'rollback' then
    if count(state, {['r:'] = true}) == 0 then return unchanged end
    wipe(state, true)
  elseif operation == 'pause' then
    if redis.call('HEXISTS', state, 'r:id') == 0 or redis.call('HGET', state, 'r:paused') == '1' then
      return unchanged
    end
    redis.call('HSET', state, 'r:paused', '1')
  elseif (stored or '0') ~= request.expected then
    return {refused = refusal('conflict', 'subject', key, 'found', stored or '0', 'expected', request.expected)}
  elseif operation == 'stage' then
    refused = stage(state, request, feature.digests, at)
    if refused then return {refused = refused} end
  elseif operation == 'resume' then
    if redis.call('HDEL', state, 'r:paused') == 0 then return unchanged end
  elseif target == '' or target == whole then
    wipe(state, false)
    redis.call('HSET', state, 'c:' .. whole, revision)
  else
    local room = #holds_on(state, target) + redis.call('HEXISTS', state, 'c:' .. target)
    if room == 0 and full(state) then return full_state end
    clear(state, target, revision)
  end
  touch(space, key, revision)
  if proposal then
    if operation == 'restore' then call_off_operations(space, key, target) end
    end_proposal(space, proposal, 'applied', at)
  end
  if schedule then store_schedule(space, schedule) end
  return {}
end

register('operate', operate_request, change(operate, restricting), in_full_memory)
