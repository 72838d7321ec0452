-- Specs as they are in force, and everything that changed since a revision.

local contents_request = map_of{contents = list_of(map_of{document = a_text, digest = a_text})}

-- A spec as it is in force: what stands in its key, or what a schedule that took effect has made of it.
local function current(space, id)
  if space.scheduled == nil then
    space.scheduled = redis.call('EXISTS', space.prefix .. 'scheduled') == 1
  end
  local schedule = space.scheduled and redis.call('HGET', space.prefix .. 'scheduled', id)
  local revision, at
  if schedule then revision, at = matured(space, schedule) end
  if revision then
    local fields = redis.call('HMGET', space.prefix .. 'schedule:' .. schedule, 'd:' .. id, 'b:' .. id,
      'g:' .. id, 's:' .. id)
    return {revision = revision, body = fields[2] or nil, digests = fields[3] or nil, digest = fields[4] or nil,
      deleted = fields[1] ~= '1' and at or nil}
  end
  local fields = redis.call('HMGET', space.prefix .. 'spec:' .. id, 'revision', 'body', 'digests', 'digest',
    'deleted')
  return {revision = fields[1] or nil, body = fields[2] or nil, digests = fields[3] or nil,
    digest = fields[4] or nil, deleted = fields[5] or nil}
end

-- Puts a body, or nothing, into a spec's key; what stood there is kept for the log.
local function replace(space, id, revision, at, new)
  local key = space.prefix .. 'spec:' .. id
  local old = redis.call('HMGET', key, 'body', 'digest')
  if new.erases then erase_past(space, id) else keep_past(space, id, old[2], old[1], revision) end
  space.documents = space.documents + (new.body and 1 or 0) - (old[1] and 1 or 0)
  space.bytes = space.bytes + (new.body and #new.body or 0) - (old[1] and #old[1] or 0)
  if new.body then
    redis.call('HDEL', key, 'deleted')
    redis.call('HSET', key, 'revision', revision, 'body', new.body, 'digests', new.digests,
      'digest', new.digest)
  else
    redis.call('HDEL', key, 'body', 'digests', 'digest')
    redis.call('HSET', key, 'revision', revision, 'deleted', at)
  end
  redis.call('ZADD', space.prefix .. 'index', revision, 'spec:' .. id)
end

-- Puts what schedules that took effect have made of documents into their keys, whatever becomes of the commit.
local function settle(space)
  local ids = {}
  for _, id in ipairs(redis.call('ZRANGE', space.prefix .. 'due', '0', '999')) do
    if matured(space, id) then ids[#ids + 1] = id end
  end
  for _, id in ipairs(ids) do
    local fields = schedule_fields(space, id)
    local revision, at = matured(space, id)
    for _, document in ipairs(scheduled_documents(fields)) do
      replace(space, document, revision, at, {
        body = fields['d:' .. document] == '1' and fields['b:' .. document] or nil,
        digests = fields['g:' .. document], digest = fields['s:' .. document]})
    end
    drop_schedule(space, id)
  end
  if #ids > 0 then save_counts(space) end
end

-- Bodies by document and digest, where they are still kept: digest and body each.
local function contents(space, request)
  local found = {}
  for _, wanted in ipairs(request.contents) do
    local id, digest = wanted.document, wanted.digest
    local spec = redis.call('HMGET', space.prefix .. 'spec:' .. id, 'digest', 'body')
    local body = spec[1] == digest and spec[2]
    local schedule = not body and redis.call('HGET', space.prefix .. 'scheduled', id)
    if schedule then
      local fields = redis.call('HMGET', space.prefix .. 'schedule:' .. schedule, 's:' .. id, 'b:' .. id)
      body = fields[1] == digest and fields[2]
    end
    body = body or redis.call('HGET', space.prefix .. 'past', digest .. ' ' .. id)
    if body then found[#found + 1] = {digest, body} end
  end
  return {'ok', 'contents', found}
end

register('contents', contents_request, read(contents), reads)
