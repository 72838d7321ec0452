-- What every function begins with: numbers, the clock, and the namespace.

local initialize_request = map_of{store = a_text, unit_key = a_text}

local function text(number) return string.format('%.0f', number) end

local function now()
  local time = redis.call('TIME')
  return text(tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000))
end

-- A number that counts something: whole, and no higher than Lua counts exactly. nil for anything else: whoever may
-- write a key may write anything into it.
local function counted(value)
  local number = value and #value <= 16 and string.match(value, '^%d+$') and tonumber(value)
  if number and number < 9007199254740992 then return number end
end

-- A field of a hash; nil where it is not there, or longer than it can be: then it is not even read.
local function short(key, field, limit)
  if redis.call('HSTRLEN', key, field) <= limit then return redis.call('HGET', key, field) or nil end
end

-- The newest id of the log: its revision, nil where that is none, and the number before the dash.
local function newest_record(prefix)
  local newest = redis.call('XREVRANGE', prefix .. 'log', '+', '-', 'COUNT', '1')[1]
  local number = newest and string.match(newest[1], '^(%d+)-')
  if not number then return 0 end
  return counted(number), number
end

-- The highest revision that anything in the namespace has.
local function last_revision(prefix, applied)
  local last = redis.call('ZRANGE', prefix .. 'index', '(9007199254740992', '-inf', 'BYSCORE', 'REV', 'LIMIT',
    '0', '1', 'WITHSCORES')
  return math.max(applied, counted(last[2]) or 0, newest_record(prefix) or 0)
end

-- JSON that is only looked into; what cannot be read, or is longer than anything Flagpost writes, is empty.
local function decoded(json)
  if #json > limits.document_bytes then return {} end
  local fine, value = pcall(cjson.decode, json)
  return fine and type(value) == 'table' and value or {}
end

local meta_fields = {'store', 'epoch', 'revision', 'unit-key', 'documents', 'bytes', 'adopted', 'committed',
  'applied', 'chain', 'past-bytes', 'checkpoint'}

-- The namespace's prefix and what stands in its meta key; nil where nobody made it. A field that cannot be what
-- it should be stops nobody: the revision is then the last one that index and log know of, counts are nil.
local function open(keys)
  if redis.call('EXISTS', keys[1]) == 0 then return nil end
  local fields, prefix = {}, string.sub(keys[1], 1, -5)
  for _, name in ipairs(meta_fields) do fields[name] = short(keys[1], name, 256) end
  local applied = counted(fields.applied) or 0
  local adopted = counted(fields.adopted) or 0
  local key, chain = fields['unit-key'] or '', fields.chain or ''
  return {
    prefix = prefix, store = fields.store or '', epoch = text(counted(fields.epoch) or math.max(adopted, 1)),
    revision = counted(fields.revision) or last_revision(prefix, applied), unit_key = key,
    documents = counted(fields.documents), bytes = counted(fields.bytes),
    adopted = text(adopted), committed = text(counted(fields.committed) or 0), applied = applied,
    chain = #chain == 64 and chain or string.rep('0', 64),
    past_bytes = counted(fields['past-bytes'] or redis.call('HEXISTS', keys[1], 'past-bytes') == 0 and '0' or nil),
    checkpoint = string.match(fields.checkpoint or '', '^%d+ %x+$') or '',
  }
end

-- 'ok' and the lineage, followed by names and values of what else there is to say.
local function answer(space, revision, ...)
  return {'ok', 'store', space.store, 'epoch', space.epoch, 'revision', revision, 'adopted', space.adopted, ...}
end

local function read(run)
  return function(keys, request)
    local space = open(keys)
    if not space then return refusal('uninitialised') end
    return run(space, request)
  end
end

local function lineage(space) return answer(space, text(space.revision)) end

-- What a restore left behind that was cut off, or a namespace that lost its meta key, is not built upon.
local function initialize(keys, request)
  if redis.call('EXISTS', keys[1]) == 0 then
    local prefix = string.sub(keys[1], 1, -5)
    if redis.call('EXISTS', prefix .. 'index', prefix .. 'log') > 0 then
      return refusal('leftovers')
    end
    redis.call('HSET', keys[1], 'store', request.store, 'epoch', '1', 'revision', '0', 'unit-key',
      request.unit_key,
      'documents', '0', 'bytes', '0')
  end
  return lineage(open(keys))
end

register('lineage', no_arguments, read(lineage), reads)
register('initialize', initialize_request, initialize)
