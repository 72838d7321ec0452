-- A namespace made anew of an archive, piece by piece: nobody sees it before the end, which makes its meta key.

-- `restore`: the id of the commit that it ends with. A spec without a body is a tombstone. A state's hash is a list of
-- fields, each followed by its value. `id` of what is past is its digest and document.
local begin_request = map_of{restore = a_text}
local put_request = map_of{
  restore = a_text,
  specs = list_of(map_of{
    id = a_text, revision = a_number, body = maybe(a_text), digests = a_text, digest = a_text,
    deleted = maybe(a_number)}),
  states = list_of(map_of{key = a_text, revision = a_number, fields = list_of(a_text)}),
  log = list_of(map_of{revision = a_number, at = a_number, payload = a_text, digest = a_text, chain = a_text}),
  past = list_of(map_of{id = a_text, revision = a_number, body = a_text}),
  schedules = list_of(schedule_shape),
}
local finish_request = map_of{
  restore = a_text, store = a_text, epoch = a_number, revision = a_number, adopted = a_number, unit_key = a_text,
  documents = a_number, bytes = a_number, chain = a_text, checkpoint = a_text, payload = a_text,
  payload_digest = a_text,
}

-- `run` is called with a space that has not been made yet.
local function restoring(run, begins, ends)
  return function(keys, request)
    local prefix = string.sub(keys[1], 1, -5)
    if redis.call('EXISTS', keys[1]) == 1 then
      return ends and remembered(open(keys), request.restore) or refusal('namespace-exists')
    end
    if not begins and redis.call('GET', prefix .. 'restoring') ~= request.restore then
      return refusal('other-restore')
    end
    return run({prefix = prefix, past_bytes = 0}, request)
  end
end

local function begin_restore(space, request)
  local prefix = space.prefix
  redis.call('SET', prefix .. 'restoring', request.restore)
  for _, name in ipairs(redis.call('ZRANGE', prefix .. 'index', 0, -1)) do redis.call('DEL', prefix .. name) end
  for _, id in ipairs(redis.call('ZRANGE', prefix .. 'due', 0, -1)) do
    redis.call('DEL', prefix .. 'schedule:' .. id)
  end
  for _, name in ipairs({'index', 'log', 'past', 'past:index', 'due', 'scheduled', 'matured'}) do
    redis.call('DEL', prefix .. name)
  end
  return {'ok'}
end

local function put_back(space, request)
  local prefix = space.prefix
  for _, spec in ipairs(request.specs) do
    local name = 'spec:' .. spec.id
    redis.call('HSET', prefix .. name, 'revision', spec.revision)
    if spec.body then
      redis.call('HSET', prefix .. name, 'body', spec.body, 'digests', spec.digests, 'digest', spec.digest)
    else
      redis.call('HSET', prefix .. name, 'deleted', spec.deleted or '0')
    end
    redis.call('ZADD', prefix .. 'index', spec.revision, name)
  end
  for _, state in ipairs(request.states) do
    local name = 'state:' .. state.key
    redis.call('HSET', prefix .. name, 'revision', state.revision)
    for i = 1, #state.fields - 1, 2 do redis.call('HSET', prefix .. name, state.fields[i], state.fields[i + 1]) end
    redis.call('ZADD', prefix .. 'index', state.revision, name)
  end
  for _, record in ipairs(request.log) do
    redis.call('XADD', prefix .. 'log', record.revision .. '-0', 'at', record.at, 'payload', record.payload, 'digest',
      record.digest, 'chain', record.chain)
  end
  for _, content in ipairs(request.past) do
    redis.call('HSET', prefix .. 'past', content.id, content.body)
    redis.call('ZADD', prefix .. 'past:index', content.revision, content.id)
  end
  for _, schedule in ipairs(request.schedules) do store_schedule(space, schedule) end
  return {'ok'}
end

local function finish_restore(space, request)
  local prefix = space.prefix
  for _, body in ipairs(redis.call('HVALS', prefix .. 'past')) do space.past_bytes = space.past_bytes + #body end
  space.store, space.epoch, space.adopted = request.store, request.epoch, request.adopted
  space.revision, space.applied = tonumber(request.revision), 0
  space.documents, space.bytes = tonumber(request.documents), tonumber(request.bytes)
  space.chain, space.checkpoint = request.chain, request.checkpoint
  local at, following = now(), following(space)
  redis.call('HSET', prefix .. 'meta', 'store', request.store, 'unit-key', request.unit_key)
  record(space, following, at, request.payload, request.payload_digest)
  redis.call('DEL', prefix .. 'restoring')
  remember(space, request.restore, following, at, '1')
  return receipt(space, following, at, '1')
end

register('begin_restore', begin_request, restoring(begin_restore, true))
register('put_back', put_request, restoring(put_back))
register('finish_restore', finish_request, restoring(finish_restore, false, true))
