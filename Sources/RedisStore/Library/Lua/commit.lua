-- A commit of documents.

-- A change without a body deletes. `move`: the key whose state goes to another. `cancels`: the schedule that is called off.
local commit_request = change_of{
  move = maybe(map_of{from = a_text, to = a_text}), cancels = maybe(a_text), proposal = maybe(proposal_shape),
  changes = list_of(map_of{
    id = a_text, expected = a_number, body = maybe(a_text), digests = a_text, digest = a_text, erases = maybe(a_flag)}),
  schedule = maybe(schedule_shape),
}

-- Proposal+Terms.swift says the same.
local function document_terms(documents, move, at)
  local lines = {}
  for i, document in ipairs(documents) do
    lines[i] = document.body
      and table.concat({'put', document.id, document.expected, document.digest, document.digests}, ' ')
      or table.concat({'delete', document.id, document.expected}, ' ')
  end
  if move then lines[#lines + 1] = 'move ' .. move.from .. ' ' .. move.to end
  if at then lines[#lines + 1] = 'at ' .. at end
  return table.concat(lines, '\n')
end

local function commit(space, request, revision, at)
  recount(space)
  settle(space)
  local move, cancels, proposal, schedule = request.move, request.cancels, request.proposal, request.schedule
  local changes = request.changes
  local plan = schedule and schedule.purpose == 'planned'
  if move and restricts(space.prefix .. 'state:' .. move.to) then
    return {refused = refusal('restrictions-left', 'feature', move.to)}
  end
  if proposal then
    local terms = document_terms(plan and schedule.documents or changes, move, plan and schedule.at)
    local refused = unapproved(space, proposal, terms, at)
    if refused then return {refused = refused} end
  end

  local effective, gone, leaving = {}, {}, {}
  local documents, bytes = space.documents, space.bytes
  local function seen(change)
    local before = current(space, change.id)
    local found = before.body and before.revision or '0'
    if found ~= change.expected then
      return nil, refusal('conflict', 'subject', change.id, 'found', found, 'expected', change.expected)
    end
    return before
  end
  for _, change in ipairs(changes) do
    local before, refused = seen(change)
    if refused then return {refused = refused} end
    change.before = before
    local exists, wanted = before.body ~= nil, change.body ~= nil
    local differs = exists ~= wanted
      or wanted and (before.body ~= change.body or before.digests ~= change.digests)
      or change.erases and #past_of(space, change.id) > 0
    if differs then
      effective[#effective + 1] = change
      documents = documents + (wanted and 1 or 0) - (exists and 1 or 0)
      bytes = bytes + (wanted and #change.body or 0) - (exists and #before.body or 0)
    end
    -- Others agree to what one person made of it: it stays, though nothing is written.
    local id = (differs or proposal) and redis.call('HGET', space.prefix .. 'scheduled', change.id)
    if id and redis.call('HGET', space.prefix .. 'schedule:' .. id, 'purpose') == 'planned' then
      if differs then gone[id] = true end
    elseif id then
      local fields = redis.call('HMGET', space.prefix .. 'schedule:' .. id, 'd:' .. change.id,
        's:' .. change.id)
      local returns = fields[1] == (wanted and '1' or '0')
        and (not wanted or fields[2] == change.digest)
      if not proposal and not returns then
        return {refused = refusal('goes-back', 'subject', change.id)}
      end
      leaving[#leaving + 1] = {id = id, document = change.id}
    end
  end
  if plan then
    for _, document in ipairs(schedule.documents) do
      local before, refused = seen(document)
      if refused then return {refused = refused} end
    end
  end
  if cancels then
    local purpose = redis.call('HGET', space.prefix .. 'schedule:' .. cancels, 'purpose')
    if not purpose then return {refused = refusal('unknown-schedule', 'schedule', cancels)} end
    if purpose ~= 'planned' then return {refused = refusal('goes-back', 'subject', cancels)} end
    gone[cancels] = true
  end
  if #effective == 0 and #leaving == 0 and not schedule and not cancels then return {unchanged = true} end
  bytes = bytes + (schedule and scheduled_bytes(schedule) or 0) + pending_bytes(space, gone)
  if documents > limits.documents or bytes > limits.namespace_bytes then
    return {refused = refusal('namespace-full')}
  end
  if schedule then
    local refused = schedule_refusal(space, schedule, at, gone)
    if refused then return {refused = refused} end
  end

  for id in pairs(gone) do drop_schedule(space, id) end
  for _, one in ipairs(leaving) do leave_schedule(space, one.id, one.document) end
  for _, change in ipairs(effective) do
    if change.erases then erase_proposals(space, change.id, at) end
    if change.body then revive(space, change.id, change.before, revision, at) end
    replace(space, change.id, revision, at, {
      body = change.body, digests = change.digests, digest = change.digest,
      erases = change.erases})
  end
  if move then move_state(space, move.from, move.to, revision) end
  if schedule then store_schedule(space, schedule) end
  if proposal then end_proposal(space, proposal, 'applied', at) end
  return {}
end

register('commit', commit_request, change(commit))
