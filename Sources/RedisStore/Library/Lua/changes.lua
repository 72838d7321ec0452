-- What every change has in common: its id, its fence, what is due before it, its record.

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

local function receipt(space, revision, at, changed)
  return answer(space, revision, 'at', at, 'changed', changed)
end

-- What a commit of this id was answered; nil where there was none.
local function remembered(space, id)
  local key = space.prefix .. 'commit:' .. id
  if redis.call('STRLEN', key) > 64 then return nil end
  local revision, at, changed = string.match(redis.call('GET', key) or '', '^(%d+) (%d+) (%d)$')
  if changed then return receipt(space, revision, at, changed) end
end

local function remember(space, id, revision, at, changed)
  redis.call('SET', space.prefix .. 'commit:' .. id, revision .. ' ' .. at .. ' ' .. changed, 'PX',
    text(limits.commit_milliseconds))
end

-- A change, as `change_of` has its arguments. `passes` says which are recorded though the log is full. What is due is
-- left to others where `leaves_due`: its effects take rights that an approver does not have.
local function change(run, passes, leaves_due)
  return function(keys, request)
    local space = open(keys)
    if not space then return refusal('uninitialised') end
    local done = remembered(space, request.commit)
    if done then return done end
    local lease = request.lease
    if lease and redis.call('HGET', space.prefix .. 'lease:' .. lease.name, 'token') ~= lease.token then
      return refusal('lease-lost', 'lease', lease.name)
    end
    local at = now()
    if not leaves_due then mature(space, at) end
    local passing = passes and passes(request)
    if not passing and full_log(space) then return refusal('log-full') end
    space.goes_without = passing or request.operation == 'restore'
    if not newest_record(space.prefix) and not space.goes_without then
      return redis.error_reply('ERR The ID specified in XADD would be below one that no revision reaches')
    end
    local revision = following(space)
    local outcome = run(space, request, revision, at)
    if outcome.refused then return outcome.refused end
    local changed = not outcome.unchanged
    if changed then
      record(space, revision, at, request.payload, request.payload_digest)
    else
      revision = text(space.revision)
    end
    remember(space, request.commit, revision, at, changed and '1' or '0')
    return receipt(space, revision, at, changed and '1' or '0')
  end
end

local function always() return true end

local function adopt(space)
  space.epoch = text(tonumber(space.epoch) + 1)
  space.adopted = space.epoch
  return {}
end

register('adopt', change_of{}, change(adopt))
register('trim', trim_request, change(trim, always))
