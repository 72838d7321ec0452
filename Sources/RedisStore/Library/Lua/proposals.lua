-- Proposals and who approved them. An author's and a voter's key carry their name, so that ACL rules can see to it that
-- nobody else writes them: a function runs with its caller's rights.

local propose_request = change_of{
  proposal = proposal_shape, content = a_text, terms = a_text, digest = a_text, expires = a_number}
local vote_request = change_of{
  proposal = proposal_shape, voter = a_text, verdict = a_text, digest = a_text, reason = a_text}
local take_back_request = change_of{proposal = proposal_shape}

-- People who must agree besides a proposal's author. A restore takes one, whatever the policy says.
local function approvals_needed(space, terms)
  if string.sub(terms, 1, 8) == 'restore ' then return 1 end
  local policy = current(space, 'policy/policy')
  local people = policy.body and tonumber(decoded(policy.body).approvals) or 2
  return math.max(2, people) - 1
end

local function proposal_key(space, author, name)
  return space.prefix .. 'proposal:' .. author .. ':' .. name
end

-- What it would change stands apart, where whoever may write specs can erase it; the terms tell whether it is the
-- author's.
local function content_key(space, member) return space.prefix .. 'content:' .. member end

local function approval_key(space, voter, author, name)
  return space.prefix .. 'approval:' .. voter .. ':' .. author .. ':' .. name
end

-- With a colon, a name could begin like somebody's who may write all keys that do: they would speak for two.
local function is_user(name) return not string.find(name, ':', 1, true) end

local function votes(space, author, name)
  local found = {}
  for _, voter in ipairs(redis.call('SMEMBERS', space.prefix .. 'ballot:' .. author .. ':' .. name)) do
    local key = #voter <= limits.name_bytes and is_user(voter) and approval_key(space, voter, author, name)
    local verdict = key and short(key, 'verdict', 16)
    if verdict then
      found[#found + 1] = {voter = voter, verdict = verdict, digest = short(key, 'digest', 64) or '',
        reason = short(key, 'reason', limits.text_bytes) or '', at = short(key, 'at', 16) or ''}
    end
  end
  table.sort(found, function(a, b) return a.voter < b.voter end)
  return found
end

-- An open proposal; nil and the refusal where it is none. The digest is that of the terms, whatever its author has
-- written beside them: they may write the key as they like.
local function open_proposal(space, asked, at)
  local author, name = asked.author, asked.name
  local key = proposal_key(space, author, name)
  if redis.call('HSTRLEN', key, 'terms') > limits.terms_bytes then
    return nil, refusal('long-terms', 'proposal', name)
  end
  local fields = redis.call('HMGET', key, 'terms', 'expires')
  if not fields[1] or not is_user(author) then return nil, refusal('unknown-proposal', 'proposal', name) end
  local ended = redis.call('HGET', space.prefix .. 'ended', author .. ':' .. name)
  if ended then return nil, refusal('proposal-ended', 'proposal', name, 'how', string.match(ended, '^%S+') or '') end
  if (counted(fields[2] or nil) or 0) <= tonumber(at) then return nil, refusal('proposal-expired', 'proposal', name) end
  return {terms = fields[1], digest = sha256(fields[1])}
end

-- nil where enough people have approved just this; or the refusal.
local function unapproved(space, asked, terms, at)
  local author, name = asked.author, asked.name
  local proposal, refused = open_proposal(space, asked, at)
  if not proposal then return refused end
  if proposal.terms ~= terms then return refusal('other-terms', 'proposal', name) end
  local approved, needed = 0, approvals_needed(space, terms)
  for _, vote in ipairs(votes(space, author, name)) do
    if vote.digest == proposal.digest then
      if vote.verdict == 'reject' then return refusal('rejected', 'proposal', name, 'voter', vote.voter) end
      if vote.verdict == 'approve' and vote.voter ~= author then approved = approved + 1 end
    end
  end
  if approved < needed then
    return refusal('too-few-approvals', 'proposal', name, 'approved', text(approved), 'needed', text(needed))
  end
end

local function end_proposal(space, proposal, how, at)
  redis.call('HSET', space.prefix .. 'ended', proposal.author .. ':' .. proposal.name, how .. ' ' .. at)
end

-- Until when what belongs to a proposal is kept.
local function keep_until(key, expires)
  redis.call('PEXPIREAT', key, text((counted(expires or nil) or 0) + limits.ended_proposal_milliseconds))
end

-- Takes away what proposals hold of a document.
local function erase_proposals(space, id, at)
  local text = '"document":' .. cjson.encode(id):gsub('\\/', '/')
  for _, member in ipairs(redis.call('ZRANGE', space.prefix .. 'proposals', 0, -1)) do
    local content = redis.call('GET', content_key(space, member))
    if content and string.find(content, text, 1, true) then
      redis.call('DEL', content_key(space, member))
      if redis.call('HEXISTS', space.prefix .. 'ended', member) == 0 then
        redis.call('HSET', space.prefix .. 'ended', member, 'withdrawn ' .. at)
      end
    end
  end
end

local function propose(space, request, revision, at)
  local author, name, expires = request.proposal.author, request.proposal.name, request.expires
  local member, list = author .. ':' .. name, space.prefix .. 'proposals'
  local over = text(tonumber(at) - limits.ended_proposal_milliseconds)
  for _, old in ipairs(redis.call('ZRANGEBYSCORE', list, '-inf', over)) do
    redis.call('ZREM', list, old)
    redis.call('HDEL', space.prefix .. 'ended', old)
  end
  local ended = redis.call('HGET', space.prefix .. 'ended', member)
  if ended then
    return {refused = refusal('proposal-ended', 'proposal', name, 'how', string.match(ended, '^%S+') or '')}
  end
  local ahead = tonumber(expires) - tonumber(at)
  if ahead <= 0 or ahead > limits.proposal_milliseconds then
    return {refused = refusal('proposal-time')}
  end
  if #request.terms > limits.terms_bytes then return {refused = refusal('long-terms', 'proposal', name)} end
  local open, bytes = 1, #request.content
  local others = redis.call('ZRANGE', list, 0, -1, 'WITHSCORES')
  for i = 1, #others, 2 do
    local other = others[i]
    if other ~= member then
      bytes = bytes + redis.call('STRLEN', content_key(space, other))
      local waits = tonumber(others[i + 1]) > tonumber(at)
      if waits and redis.call('HEXISTS', space.prefix .. 'ended', other) == 0 then open = open + 1 end
    end
  end
  if open > limits.proposals or bytes > limits.proposal_bytes then
    return {refused = refusal('too-many-proposals')}
  end
  local key = proposal_key(space, author, name)
  redis.call('HSET', key, 'terms', request.terms, 'digest', request.digest, 'expires', expires, 'at', at)
  keep_until(key, expires)
  redis.call('SET', content_key(space, member), request.content)
  keep_until(content_key(space, member), expires)
  redis.call('ZADD', list, expires, member)
  return {}
end

local function vote(space, request, revision, at)
  local author, name, voter = request.proposal.author, request.proposal.name, request.voter
  if author == voter then return {refused = refusal('own-proposal', 'proposal', name)} end
  local proposal, refused = open_proposal(space, request.proposal, at)
  if not proposal then return {refused = refused} end
  if proposal.digest ~= request.digest then return {refused = refusal('edited-proposal', 'proposal', name)} end
  local expires = redis.call('HGET', proposal_key(space, author, name), 'expires')
  local key, ballot = approval_key(space, voter, author, name), space.prefix .. 'ballot:' .. author .. ':' .. name
  redis.call('HSET', key, 'verdict', request.verdict, 'digest', request.digest, 'reason', request.reason, 'at', at)
  keep_until(key, expires)
  redis.call('SADD', ballot, voter)
  keep_until(ballot, expires)
  return {}
end

local function take_back(space, request, revision, at)
  local proposal, refused = open_proposal(space, request.proposal, at)
  if not proposal then return {refused = refused} end
  end_proposal(space, request.proposal, 'withdrawn', at)
  return {}
end

-- Author, content, digest, time, votes (voter, verdict, digest, reason, time), and how and when it ended.
local function proposals(space)
  local found, room = {}, limits.load_bytes
  for _, member in ipairs(redis.call('ZRANGE', space.prefix .. 'proposals', '0', '9999')) do
    local author, name = string.match(member, '^(.*):([^:]*)$')
    local key = name and #member <= limits.name_bytes * 2 + 1 and content_key(space, member)
    local size = key and redis.call('STRLEN', key) or 0
    local content = size > 0 and size <= math.min(room, limits.pending_bytes * 2) and redis.call('GET', key)
    local fields = content and {short(proposal_key(space, author, name), 'digest', 64),
      short(proposal_key(space, author, name), 'at', 16) or '0'}
    if content and fields[1] then
      room = room - size
      local list = {}
      for i, one in ipairs(votes(space, author, name)) do
        list[i] = {one.voter, one.verdict, one.digest, one.reason, one.at}
      end
      found[#found + 1] = {author, content, fields[1], fields[2], list,
        redis.call('HGET', space.prefix .. 'ended', member) or ''}
    end
  end
  return {'ok', 'proposals', found}
end

register('propose', propose_request, change(propose))
register('vote', vote_request, change(vote, nil, true))
register('take_back', take_back_request, change(take_back))
register('proposals', no_arguments, read(proposals), reads)
