-- What changed since a revision, within bounds: whatever somebody has written past these functions, an answer is one that
-- clients read, and says what was left out.

-- `since`: the revision after which; everything where it is not there.
local load_request = map_of{since = maybe(a_number)}
local documents_request = map_of{documents = list_of(a_text)}

-- Entries stand in order, without names, as there may be tens of thousands: a spec is id, revision, body, digests, time
-- of deletion; or id, false, why it was left out. A state and a schedule are a name with its hash, a fault a name and why.
local function loaded(space, specs, states, schedules, faults)
  return answer(space, text(space.revision), 'now', now(), 'committed', space.committed, 'unit_key', space.unit_key,
    'specs', specs, 'states', states, 'schedules', schedules, 'faults', faults)
end

-- Names in the index after a revision ('' for all), the newest first. What claims to be of a revision that is not
-- there yet comes last, and not at all where somebody asks for what is new.
local function indexed(space, since, faults)
  local index, most = space.prefix .. 'index', limits.index_entries
  local now = text(space.revision)
  local names = redis.call('ZRANGE', index, now, since == '' and '-inf' or '(' .. since, 'BYSCORE', 'REV',
    'LIMIT', '0', text(most + 1))
  if since == '' then
    local ahead = redis.call('ZRANGE', index, '+inf', '(' .. now, 'BYSCORE', 'REV', 'LIMIT', '0', text(most + 1))
    for _, name in ipairs(ahead) do names[#names + 1] = name end
  end
  if #names > most then
    for i = #names, most + 1, -1 do names[i] = nil end
    faults[#faults + 1] = {cut_index_name, 'it has more than ' .. text(most) .. ' entries; the others are not read'}
  end
  local found, strange = {}, 0
  for _, name in ipairs(names) do
    local known = string.sub(name, 1, 6) == 'state:' or string.sub(name, 1, 5) == 'spec:'
    if known and #name <= limits.index_name_bytes then
      found[#found + 1] = name
    else
      strange = strange + 1
    end
  end
  if strange > 0 then
    faults[#faults + 1] = {'index entries', text(strange) .. ' of them name neither a document nor a state'}
  end
  return found
end

-- The revision of a state, '0' where that is none; nil where there is no state. Operations and loads say the same.
local function state_revision(state)
  if redis.call('EXISTS', state) == 0 then return nil end
  return text(counted(short(state, 'revision', 16)) or 0)
end

-- A state's fields and values, and their size. A value that is longer than any is left empty, which restricts all
-- the same, and so does a state with more fields than any: it counts as a kill.
local function state_fields(state, room)
  local list, size = {'revision', state_revision(state) or '0'}, 64
  local function add(name, value)
    list[#list + 1] = name
    list[#list + 1] = value
    size = size + #name + #value + 16
  end
  local count = redis.call('HLEN', state)
  if count > limits.state_fields then
    add('kill', '')
    add('!', 'it has ' .. text(count) .. ' fields, more than are read: it counts as killed')
    return list, size
  end
  for _, name in ipairs(redis.call('HKEYS', state)) do
    local length = redis.call('HSTRLEN', state, name)
    if name == 'revision' then
      if not counted(short(state, name, 16)) then add('!', 'revision: no number that can be one') end
    elseif #name > limits.index_name_bytes then
      add('!', 'a field has a name of ' .. text(#name) .. ' bytes; it is not read')
    elseif length > limits.entry_bytes or size + length > room then
      add(name, '')
      add('!', name .. ': ' .. text(length) .. ' bytes are too many to be read; it holds all the same')
    else
      add(name, redis.call('HGET', state, name))
    end
  end
  return list, size
end

-- What restricts, the newest first: within a bound of its own, so that nothing else can keep it back.
local function states(space, names, faults)
  local found, bytes = {}, 0
  for _, name in ipairs(names) do
    if string.sub(name, 1, 6) == 'state:' then
      local key = string.sub(name, 7)
      local fine, fields, size = pcall(state_fields, space.prefix .. name, limits.restriction_bytes - bytes)
      if fine then
        found[#found + 1] = {key, fields}
        bytes = bytes + size
      else
        faults[#faults + 1] = {name, 'cannot be read'}
      end
    end
  end
  return found
end

-- The answer of a load with states alone.
local function restrictions(space, request)
  local since, faults = request.since or '', {}
  local found = states(space, indexed(space, since, faults), faults)
  return loaded(space, {}, found, {}, faults)
end

-- A spec for an answer, and its size; nil where a complete load has no use for it.
local function spec_entry(space, id, all, room)
  local length = redis.call('HSTRLEN', space.prefix .. 'spec:' .. id, 'body')
  if length > limits.document_bytes then
    return {id, false, text(length) .. ' bytes, more than a document may have'}, 1024
  end
  local spec = current(space, id)
  if not spec.revision then
    return not all and {id, false, 'the index names it, and it is not there'} or nil, 1024
  end
  if not spec.body and all then return nil, 0 end
  local size = #(spec.body or '') + #(spec.digests or '') + 600
  if #spec.revision > 16 or #(spec.deleted or '') > 16 or #(spec.body or '') > limits.document_bytes
      or #(spec.digests or '') > limits.document_bytes then
    return {id, false, 'a part of it is longer than it can be'}, 1024
  end
  if size > room then return {id, false, 'the namespace is larger than a namespace may be'}, 1024 end
  return {id, spec.revision, spec.body or false, spec.digests or false, spec.deleted or false}, size
end

-- What changed; what was left out, and why.
local function load(space, request)
  local since, faults = request.since or '', {}
  local all = since == ''
  local names = indexed(space, since, faults)
  local specs, pending, room = {}, {}, limits.load_bytes
  for _, name in ipairs(names) do
    if string.sub(name, 1, 5) == 'spec:' then
      local id = string.sub(name, 6)
      local fine, entry, size = pcall(spec_entry, space, id, all, room)
      if not fine then entry, size = {id, false, 'cannot be read'}, 1024 end
      if entry then
        specs[#specs + 1] = entry
        room = room - size
      end
    end
  end
  -- At rest, thousands of agents ask for what they have.
  local due = (all or space.revision > tonumber(since))
    and redis.call('ZRANGE', space.prefix .. 'due', '0', text(limits.schedules * 2))
  for _, id in ipairs(due or {}) do
    if #id <= limits.name_bytes * 2 and not matured(space, id) then
      local key = space.prefix .. 'schedule:' .. id
      local fine, bears = pcall(bearable, key, math.min(room, limits.pending_bytes * 2))
      if fine and bears then
        local list = redis.call('HGETALL', key)
        for _, one in ipairs(list) do room = room - #one - 16 end
        pending[#pending + 1] = {id, list}
      else
        pending[#pending + 1] = {id}
      end
    end
  end
  return loaded(space, specs, states(space, names, faults), pending, faults)
end

-- The answer of a load with documents that are named, where they are live, and the states of their keys alone.
local function documents_named(space, request)
  local specs, names, faults, seen, room = {}, {}, {}, {}, limits.load_bytes
  for _, id in ipairs(request.documents) do
    local fine, entry, size = true, nil, 0
    if not seen[id] then fine, entry, size = pcall(spec_entry, space, id, true, room) end
    if not fine then entry, size = {id, false, 'cannot be read'}, 1024 end
    if entry then
      specs[#specs + 1] = entry
      room = room - size
    end
    seen[id] = true
    local name = 'state:' .. string.sub(id, (string.find(id, '/', 1, true) or 0) + 1)
    if not seen[name] and redis.call('EXISTS', space.prefix .. name) == 1 then names[#names + 1] = name end
    seen[name] = true
  end
  return loaded(space, specs, states(space, names, faults), {}, faults)
end

register('load', load_request, read(load), reads)
register('restrictions', load_request, read(restrictions), reads)
register('documents', documents_request, read(documents_named), reads)
