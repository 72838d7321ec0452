-- The change log, and the contents that it names.

-- `through`: records up to this revision, else from the newest.
local history_request = map_of{through = maybe(a_number), count = a_number}
local past_request = map_of{first = a_number, count = a_number}
local trim_request = change_of{revision = a_number, chain = a_text}

-- Above what agents have applied, too: after a failover this server may have lost the last commits. And above what
-- somebody has put into the log past these functions, or it would not take the record.
local function following(space)
  return text(math.max(space.revision, space.applied, newest_record(space.prefix) or 0) + 1)
end

-- Where a count is none, what is there is counted.
local function recount(space)
  if space.documents and space.bytes and space.past_bytes then return end
  space.documents, space.bytes, space.past_bytes = 0, 0, 0
  for _, name in ipairs(redis.call('ZRANGE', space.prefix .. 'index', '0', '65535')) do
    if string.sub(name, 1, 5) == 'spec:' and redis.call('HEXISTS', space.prefix .. name, 'body') == 1 then
      space.documents = space.documents + 1
      space.bytes = space.bytes + redis.call('HSTRLEN', space.prefix .. name, 'body')
    end
  end
  for _, member in ipairs(redis.call('ZRANGE', space.prefix .. 'past:index', '0', '65535')) do
    space.past_bytes = space.past_bytes + redis.call('HSTRLEN', space.prefix .. 'past', member)
  end
end

-- How many live specs there are, and the bytes of these and of what was replaced.
local function save_counts(space)
  recount(space)
  redis.call('HSET', space.prefix .. 'meta', 'documents', text(space.documents), 'bytes', text(space.bytes),
    'past-bytes', text(space.past_bytes))
end

-- Whether the log took a record.
local function append(space, id, at, payload, digest)
  local kept = redis.pcall('XADD', space.prefix .. 'log', id, 'at', at, 'payload', payload, 'digest', digest,
    'chain', space.chain)
  return type(kept) ~= 'table' or not kept.err
end

-- Makes a revision: AuditChain.swift says how records are chained.
local function record(space, revision, at, payload, digest)
  space.chain = sha256(table.concat({space.chain, space.store, revision, at, digest}, '\n'))
  space.revision, space.committed = tonumber(revision), at
  save_counts(space)
  redis.call('HSET', space.prefix .. 'meta', 'revision', revision, 'committed', at, 'epoch', space.epoch,
    'adopted', space.adopted, 'chain', space.chain, 'checkpoint', space.checkpoint)
  if not append(space, revision .. '-0', at, payload, digest) then
    -- Somebody has put a record into the log that is beyond this revision: the change goes after it. Where nothing
    -- can, what restricts or lifts goes without, and the rest says so.
    local _, number = newest_record(space.prefix)
    if not append(space, (number or revision) .. '-*', at, payload, digest)
        and not append(space, '*', at, payload, digest) and not space.goes_without then
      redis.call('XADD', space.prefix .. 'log', revision .. '-0', 'at', at)
    end
  end
  -- A user without the right to publish still commits; the poll finds it.
  redis.pcall('PUBLISH', space.prefix .. 'hint', revision)
end

local function full_log(space)
  return redis.call('XLEN', space.prefix .. 'log') >= limits.log_records
end

-- As many of these records as one answer takes, at least one. One that is longer than any is answered without what
-- it says, and the chain shows that.
local function bounded_records(records)
  local bytes = 0
  for i, record in ipairs(records) do
    local size, fields = 0, record[2]
    for _, one in ipairs(fields) do size = size + #one + 16 end
    if size > limits.record_bytes then
      local kept = {}
      for j = 1, #fields, 2 do
        local name, value = fields[j], fields[j + 1]
        local known = name == 'at' or name == 'digest' or name == 'chain'
        if known and #value <= 256 then
          kept[#kept + 1] = name
          kept[#kept + 1] = value
        end
      end
      record[2], size = kept, 1024
    end
    bytes = bytes + size
    if i > 1 and bytes > limits.answer_bytes then
      for j = #records, i, -1 do records[j] = nil end
      break
    end
  end
  return records
end

local function history(space, request)
  local records = {}
  if tonumber(request.count) > 0 then
    records = redis.call('XREVRANGE', space.prefix .. 'log', request.through or '+', '-', 'COUNT', request.count)
  end
  return {'ok', 'records', bounded_records(records)}
end

local function checkpoint(space) return {'ok', 'checkpoint', space.checkpoint} end

local function drop_past(space, member)
  space.past_bytes = space.past_bytes - redis.call('HSTRLEN', space.prefix .. 'past', member)
  redis.call('HDEL', space.prefix .. 'past', member)
  redis.call('ZREM', space.prefix .. 'past:index', member)
end

-- Keeps what was replaced, for as long as there is room.
local function keep_past(space, id, digest, body, revision)
  if not digest or digest == '' or not body then return end
  local member = digest .. ' ' .. id
  if redis.call('HSETNX', space.prefix .. 'past', member, body) == 1 then
    space.past_bytes = space.past_bytes + #body
  end
  redis.call('ZADD', space.prefix .. 'past:index', revision, member)
  while space.past_bytes > limits.past_bytes do
    local oldest = redis.call('ZRANGE', space.prefix .. 'past:index', 0, 0)[1]
    if not oldest then break end
    drop_past(space, oldest)
  end
end

-- What is kept of one document.
local function past_of(space, id)
  local members = {}
  for _, member in ipairs(redis.call('ZRANGE', space.prefix .. 'past:index', 0, -1)) do
    if string.match(member, ' (.*)$') == id then members[#members + 1] = member end
  end
  return members
end

local function erase_past(space, id)
  for _, member in ipairs(past_of(space, id)) do drop_past(space, member) end
end

-- Digest and document, the revision that replaced it, and the body of each.
local function past(space, request)
  local first = tonumber(request.first)
  local members = redis.call('ZRANGE', space.prefix .. 'past:index', text(first),
    text(first + tonumber(request.count) - 1), 'WITHSCORES')
  local found = {}
  for i = 1, #members, 2 do
    found[#found + 1] = {members[i], members[i + 1], redis.call('HGET', space.prefix .. 'past', members[i])}
  end
  return {'ok', 'past', found}
end

-- The log goes up to the record of a revision, whose link is named.
local function trim(space, request)
  recount(space)
  local revision, chain = request.revision, request.chain
  local log = space.prefix .. 'log'
  local entry = redis.call('XRANGE', log, revision .. '-0', revision .. '-0')[1]
  if not entry then return {refused = refusal('checkpoint-gone', 'revision', revision)} end
  local fields = entry[2]
  for i = 1, #fields, 2 do
    if fields[i] == 'chain' and fields[i + 1] ~= chain then
      return {refused = refusal('checkpoint-gone', 'revision', revision)}
    end
  end
  redis.call('XTRIM', log, 'MINID', text(tonumber(revision) + 1) .. '-0')
  for _, member in ipairs(redis.call('ZRANGEBYSCORE', space.prefix .. 'past:index', '-inf', revision)) do
    drop_past(space, member)
  end
  space.checkpoint = revision .. ' ' .. chain
  return {}
end

register('history', history_request, read(history), reads)
register('checkpoint', no_arguments, read(checkpoint), reads)
register('past', past_request, read(past), reads)
