-- Leases, which have one holder at a time.

local acquire_request = map_of{name = a_text, holder = a_text, milliseconds = a_number}
local release_request = map_of{name = a_text, token = a_number, holder = a_text}

local function lease(holder, token, expires)
  return {'ok', 'holder', holder, 'token', text(token), 'expires', text(expires)}
end

-- A token is above the last one and not below the time, so that it also is
-- after a failover that lost the last ones.
local function acquire_lease(space, request)
  local key = space.prefix .. 'lease:' .. request.name
  local at = tonumber(now())
  local holder, token = short(key, 'holder', limits.name_bytes) or '', counted(short(key, 'token', 16)) or 0
  local expires = counted(short(key, 'expires', 16)) or 0
  -- No lease is longer: whoever wrote this did so past these functions.
  if expires > at + limits.lease_milliseconds then expires = 0 end
  if holder ~= request.holder then
    if expires > at then return lease(holder, token, expires) end
    holder, token = request.holder, math.max(token + 1, at)
  end
  expires = at + tonumber(request.milliseconds)
  redis.call('HSET', key, 'holder', holder, 'token', text(token), 'expires', text(expires))
  return lease(holder, token, expires)
end

-- The token stays, so that the next one is above it.
local function release_lease(space, request)
  local key = space.prefix .. 'lease:' .. request.name
  local fields = redis.call('HMGET', key, 'token', 'holder')
  if fields[1] == request.token and fields[2] == request.holder then
    redis.call('HSET', key, 'holder', '', 'expires', '0')
  end
  return {'ok'}
end

register('acquire_lease', acquire_request, read(acquire_lease), in_full_memory)
register('release_lease', release_request, read(release_lease), in_full_memory)
