-- Agents' presence, and what they say is in use.

-- `store` and `applied`: what the agent follows, and the revision that it has. `used`: features that had traffic. `claim`
-- is of its id: its place, which a copy of its state does not share; its last token ('' when it has just started) and its
-- next one.
local announce_request = map_of{
  agent = a_text, record = a_text, store = a_text, applied = a_number, used = list_of(a_text),
  claim = maybe(map_of{place = a_text, last = a_text, next = a_text}),
}
local absence_request = map_of{agent = a_text}

local function forget(space, agent)
  redis.call('ZREM', space.prefix .. 'presence:seen', agent)
  redis.call('HDEL', space.prefix .. 'presence', agent)
  redis.call('HDEL', space.prefix .. 'lease:@agents', agent)
end

-- Whether no other agent has this id meanwhile. Of two that went on from one and the same memory the second comes with a
-- token that is not the last one.
local function claims(space, agent, claim)
  local key = space.prefix .. 'lease:@agents'
  local at, owner, token = string.match(short(key, agent, 256) or '', '^(%d+) (%S+) (%S+)$')
  local age = tonumber(now()) - (counted(at) or 0)
  if age <= limits.live_milliseconds and age > -60000
      and (owner ~= claim.place or claim.last ~= '' and token ~= claim.last and token ~= claim.next) then
    return false
  end
  redis.call('HSET', key, agent, now() .. ' ' .. claim.place .. ' ' .. claim.next)
  return true
end

local function announce(space, request)
  local agent, claim, used_features = request.agent, request.claim, request.used
  if claim and not claims(space, agent, claim) then return refusal('agent-taken', 'agent', agent) end
  local at = now()
  local applied = tonumber(request.applied)
  if request.store == space.store and applied > space.applied and applied < limits.revision then
    space.applied = applied
    redis.call('HSET', space.prefix .. 'meta', 'applied', text(applied))
  end
  mature(space, at)
  local seen = space.prefix .. 'presence:seen'
  local records = space.prefix .. 'presence'
  redis.call('ZADD', seen, at, agent)
  redis.call('HSET', records, agent, at .. ' ' .. request.record)
  local used = space.prefix .. 'used'
  for first = 1, #used_features, 1000 do
    local scored = {}
    for i = first, math.min(first + 999, #used_features) do
      scored[#scored + 1] = at
      scored[#scored + 1] = used_features[i]
    end
    redis.call('ZADD', used, 'GT', unpack(scored))
  end
  redis.call('ZREMRANGEBYSCORE', used, '-inf', '(' .. text(tonumber(at) - limits.used_milliseconds))
  local before, ahead = text(tonumber(at) - limits.presence_milliseconds), text(tonumber(at) + 60000)
  redis.call('ZREMRANGEBYSCORE', used, '(' .. ahead, '+inf')
  -- Who claims to have been seen when that lies ahead would be so for good.
  for _, range in ipairs({{'-inf', '(' .. before}, {'(' .. ahead, '+inf'}}) do
    for _, agent in ipairs(redis.call('ZRANGEBYSCORE', seen, range[1], range[2], 'LIMIT', '0', '1000')) do
      forget(space, agent)
    end
  end
  return {'ok'}
end

local function withdraw_presence(space, request)
  forget(space, request.agent)
  return {'ok'}
end

-- The records of agents, as many as one answer takes, the shorter ones first; features, each with when it was used; and
-- what was left out.
local function fleet(space)
  local at, records = now(), space.prefix .. 'presence'
  local ahead = text(tonumber(at) + 60000)
  local sized, bytes, faults = {}, 0, {}
  local function fault(name, reason)
    if #faults < 20 then faults[#faults + 1] = {name, reason} end
  end
  local agents = redis.call('ZRANGE', space.prefix .. 'presence:seen', ahead, '-inf', 'BYSCORE', 'REV', 'LIMIT',
    '0', text(limits.agents))
  for _, agent in ipairs(agents) do
    local size = #agent <= limits.name_bytes and redis.call('HSTRLEN', records, agent) or 1 / 0
    if size > limits.presence_entry_bytes then
      fault('presence/' .. string.sub(agent, 1, 64), 'more than a record may have')
    elseif size > 0 then
      sized[#sized + 1] = {agent = agent, size = size}
      bytes = bytes + size
    end
  end
  local others = redis.call('HLEN', records) - #agents
  if others > 0 then fault('presence', text(others) .. ' records of agents that nobody has seen lately') end
  if bytes > limits.fleet_bytes then
    table.sort(sized, function(a, b) return a.size < b.size end)
    fault('presence', 'records of more than ' .. text(limits.fleet_bytes / 1048576) .. ' MiB; the longest are not read')
  end
  local found, room = {}, limits.fleet_bytes
  for _, one in ipairs(sized) do
    room = room - one.size
    if room < 0 then break end
    found[#found + 1] = redis.call('HGET', records, one.agent)
  end
  local used = {}
  local features = redis.call('ZRANGE', space.prefix .. 'used', ahead, '-inf', 'BYSCORE', 'REV', 'LIMIT', '0',
    text(limits.documents), 'WITHSCORES')
  for i = 1, #features, 2 do
    if #features[i] <= limits.name_bytes then
      used[#used + 1] = features[i]
      used[#used + 1] = features[i + 1]
    end
  end
  return {'ok', 'now', at, 'records', found, 'used', used, 'faults', faults}
end

register('announce', announce_request, read(announce), in_full_memory)
register('withdraw_presence', absence_request, read(withdraw_presence), in_full_memory)
register('fleet', no_arguments, read(fleet), reads)
