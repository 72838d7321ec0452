-- The part of the library that knows what a state holds.

local whole = '@feature'

local function cleared(state, target)
  return math.max(counted(short(state, 'c:' .. target, 16)) or 0, counted(short(state, 'c:' .. whole, 16)) or 0)
end

-- What a trip is on: as it says, else, where it cannot be read, as its name does; nil where that says nothing.
local function tripped(state, field)
  local entry = short(state, field, limits.entry_bytes) or ''
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
  return count(state, {['w:'] = true, ['t:'] = true, ['c:'] = true}) >= limits.state_entries
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
  if age > limits.tombstone_milliseconds then
    wipe(state, false)
    redis.call('HSET', state, 'revision', revision)
  end
  if redis.call('HLEN', state) ~= fields then touch(space, key, revision) end
end

-- Takes a state to another key, and what schedules bring back on it; the old one keeps an empty one, so that
-- hosts hear of it.
local function move_state(space, from, to, revision)
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
