-- What falls due by itself. Agents may not write specs, but somebody has to see that it is time: whoever speaks to the
-- server next marks a schedule as taken effect (`matured`), everybody reads its documents from then on, and the next
-- commit of somebody who may write specs puts them in their place.

-- A document without a body is deleted.
local schedule_shape = map_of{
  id = a_text, at = a_number, purpose = a_text, payload = a_text, payload_digest = a_text,
  documents = list_of(map_of{id = a_text, expected = a_number, body = maybe(a_text), digests = a_text, digest = a_text}),
  operations = list_of(map_of{key = a_text, field = a_text, act = a_text}),
}

local function touch(space, key, revision)
  redis.call('HSET', space.prefix .. 'state:' .. key, 'revision', revision)
  redis.call('ZADD', space.prefix .. 'index', revision, 'state:' .. key)
end

-- The documents of a schedule.
local function scheduled_documents(fields)
  local ids = {}
  for field in pairs(fields) do
    if string.sub(field, 1, 2) == 'd:' then ids[#ids + 1] = string.sub(field, 3) end
  end
  table.sort(ids)
  return ids
end

-- Whether a hash is no larger than a schedule can be; its size is looked at before it is read.
local function bearable(key, bytes)
  if redis.call('HLEN', key) > 10000 then return false end
  local size = 0
  for _, field in ipairs(redis.call('HKEYS', key)) do
    size = size + #field + redis.call('HSTRLEN', key, field)
    if size > bytes then return false end
  end
  return true
end

local function schedule_fields(space, id)
  local key = space.prefix .. 'schedule:' .. id
  if not bearable(key, limits.pending_bytes * 2) then return {} end
  local list, fields = redis.call('HGETALL', key), {}
  for i = 1, #list, 2 do fields[list[i]] = list[i + 1] end
  return fields
end

local function drop_schedule(space, id)
  for _, document in ipairs(scheduled_documents(schedule_fields(space, id))) do
    redis.call('HDEL', space.prefix .. 'scheduled', document)
  end
  redis.call('DEL', space.prefix .. 'schedule:' .. id)
  redis.call('ZREM', space.prefix .. 'due', id)
  redis.call('HDEL', space.prefix .. 'matured', id)
end

-- A schedule that is left with nothing to do is gone.
local function drop_if_empty(space, id)
  for field in pairs(schedule_fields(space, id)) do
    local kind = string.sub(field, 1, 2)
    if kind == 'd:' or kind == 'o:' then return end
  end
  drop_schedule(space, id)
end

local function leave_schedule(space, id, document)
  redis.call('HDEL', space.prefix .. 'schedule:' .. id, 'd:' .. document, 'e:' .. document, 'b:' .. document,
    'g:' .. document, 's:' .. document)
  redis.call('HDEL', space.prefix .. 'scheduled', document)
  drop_if_empty(space, id)
end

-- Restrictions that a schedule brings back on a state are called off: those on one variant, or all ('').
local function call_off_operations(space, key, variant)
  local every = variant == '' or variant == '@feature'
  for _, id in ipairs(redis.call('ZRANGE', space.prefix .. 'due', 0, -1)) do
    for field, value in pairs(schedule_fields(space, id)) do
      local on, entry = string.match(value, '^(.-)\n(.-)\n')
      if string.sub(field, 1, 2) == 'o:' and on == key and (every or entry == 'w:' .. variant) then
        redis.call('HDEL', space.prefix .. 'schedule:' .. id, field)
      end
    end
    drop_if_empty(space, id)
  end
end

-- nil, or why there is no room for it, once those in `gone` are gone.
local function schedule_refusal(space, schedule, at, gone)
  local ahead = tonumber(schedule.at) - tonumber(at)
  if ahead <= 0 or ahead > limits.schedule_milliseconds then return refusal('schedule-time') end
  if redis.call('EXISTS', space.prefix .. 'schedule:' .. schedule.id) == 1 then
    return refusal('schedule-exists')
  end
  if redis.call('ZCARD', space.prefix .. 'due') >= limits.schedules then
    return refusal('too-many-schedules')
  end
  for _, document in ipairs(schedule.documents) do
    local other = redis.call('HGET', space.prefix .. 'scheduled', document.id)
    if other and not gone[other] then
      return refusal('already-scheduled', 'document', document.id)
    end
  end
end

local function scheduled_bytes(schedule)
  local bytes = 0
  for _, document in ipairs(schedule.documents) do
    if document.body then bytes = bytes + #document.body end
  end
  return bytes
end

-- Bytes of the documents of all that waits, but for those in `gone`.
local function pending_bytes(space, gone)
  local bytes = 0
  for _, id in ipairs(redis.call('ZRANGE', space.prefix .. 'due', 0, -1)) do
    local own = not gone[id] and redis.call('HGET', space.prefix .. 'schedule:' .. id, 'bytes')
    bytes = bytes + (tonumber(own) or 0)
  end
  return bytes
end

local function store_schedule(space, schedule)
  local key = space.prefix .. 'schedule:' .. schedule.id
  redis.call('HSET', key, 'at', schedule.at, 'purpose', schedule.purpose, 'payload', schedule.payload,
    'digest', schedule.payload_digest, 'bytes', text(scheduled_bytes(schedule)))
  for _, document in ipairs(schedule.documents) do
    local id = document.id
    redis.call('HSET', key, 'd:' .. id, document.body and '1' or '0', 'e:' .. id, document.expected)
    if document.body then
      redis.call('HSET', key, 'b:' .. id, document.body, 'g:' .. id, document.digests, 's:' .. id,
        document.digest)
    end
    redis.call('HSET', space.prefix .. 'scheduled', id, schedule.id)
  end
  for i, operation in ipairs(schedule.operations) do
    redis.call('HSET', key, 'o:' .. text(i), table.concat({operation.key, operation.field, operation.act}, '\n'))
  end
  redis.call('ZADD', space.prefix .. 'due', schedule.at, schedule.id)
end

-- When and as which revision a schedule took effect; nil where it has not.
local function matured(space, id)
  local value = short(space.prefix .. 'matured', id, 64)
  local revision, at = string.match(value or '', '^(%d+) (%d+)$')
  if counted(revision) and counted(at) then return revision, at end
end
