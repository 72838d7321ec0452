// A commit of documents.

import FlagStore

extension FunctionLibrary {
    static let commit = #"""
        -- Proposal+Terms.swift says the same.
        local function document_terms(documents, from, to, at)
          local lines = {}
          for i, document in ipairs(documents) do
            lines[i] = document.wanted
              and table.concat({'put', document.id, document.expected, document.digest, document.digests}, ' ')
              or table.concat({'delete', document.id, document.expected}, ' ')
          end
          if from ~= '' then lines[#lines + 1] = 'move ' .. from .. ' ' .. to end
          if at then lines[#lines + 1] = 'at ' .. at end
          return table.concat(lines, '\n')
        end

        -- args: ..., key whose state moves ('' for none), its new key, schedule to call off ('' for none), author and
        -- name of a proposal ('' for none), how many changes, for each id, expected revision, '1' or '0' (delete),
        -- body, digests, digest, '1' where it erases; then a schedule.
        local function commit(space, args, revision, at)
          recount(space)
          settle(space)
          local from, to, cancels, author, name = args[6], args[7], args[8], args[9], args[10]
          local changes, position = {}, 12
          for i = 1, tonumber(args[11]) do
            changes[i] = {
              id = args[position], expected = args[position + 1], wanted = args[position + 2] == '1',
              body = args[position + 3], digests = args[position + 4], digest = args[position + 5],
              erases = args[position + 6] == '1',
            }
            position = position + 7
          end
          local schedule = parsed_schedule(args, position)
          local plan = schedule and schedule.purpose == 'planned'
          if from ~= '' and restricts(space.prefix .. 'state:' .. to) then return {refused = {'held', to}} end
          if name ~= '' then
            local terms = document_terms(plan and schedule.documents or changes, from, to, plan and schedule.at)
            local refusal = unapproved(space, author, name, terms, at)
            if refusal then return {refused = refusal} end
          end

          local effective, gone, leaving = {}, {}, {}
          local documents, bytes = space.documents, space.bytes
          local function seen(change)
            local before = current(space, change.id)
            local found = before.body and before.revision or '0'
            if found ~= change.expected then return nil, {'conflict', change.id, found, change.expected} end
            return before
          end
          for _, change in ipairs(changes) do
            local before, refusal = seen(change)
            if refusal then return {refused = refusal} end
            change.before = before
            local exists = before.body ~= nil
            local differs = exists ~= change.wanted
              or change.wanted and (before.body ~= change.body or before.digests ~= change.digests)
              or change.erases and #past_of(space, change.id) > 0
            if differs then
              effective[#effective + 1] = change
              documents = documents + (change.wanted and 1 or 0) - (exists and 1 or 0)
              bytes = bytes + (change.wanted and #change.body or 0) - (exists and #before.body or 0)
            end
            -- Others agree to what one person made of it: it stays, though nothing is written.
            local id = (differs or name ~= '') and redis.call('HGET', space.prefix .. 'scheduled', change.id)
            if id and redis.call('HGET', space.prefix .. 'schedule:' .. id, 'purpose') == 'planned' then
              if differs then gone[id] = true end
            elseif id then
              local fields = redis.call('HMGET', space.prefix .. 'schedule:' .. id, 'd:' .. change.id,
                's:' .. change.id)
              local returns = fields[1] == (change.wanted and '1' or '0')
                and (not change.wanted or fields[2] == change.digest)
              if name == '' and not returns then
                return {refused = {'held', 'break-glass', change.id, ''}}
              end
              leaving[#leaving + 1] = {id = id, document = change.id}
            end
          end
          if plan then
            for _, document in ipairs(schedule.documents) do
              local before, refusal = seen(document)
              if refusal then return {refused = refusal} end
            end
          end
          if cancels ~= '' then
            local purpose = redis.call('HGET', space.prefix .. 'schedule:' .. cancels, 'purpose')
            if not purpose then return {refused = {'unknown-key', 'schedule', cancels}} end
            if purpose ~= 'planned' then return {refused = {'held', 'break-glass', cancels, ''}} end
            gone[cancels] = true
          end
          if #effective == 0 and #leaving == 0 and not schedule and cancels == '' then return {unchanged = true} end
          bytes = bytes + (schedule and scheduled_bytes(schedule) or 0) + pending_bytes(space, gone)
          if documents > \#(StoreLimits.documents) or bytes > \#(StoreLimits.namespaceBytes) then
            return {refused = {'too-large', 'namespace'}}
          end
          if schedule then
            local refusal = schedule_refusal(space, schedule, at, gone)
            if refusal then return {refused = refusal} end
          end

          for id in pairs(gone) do drop_schedule(space, id) end
          for _, one in ipairs(leaving) do leave_schedule(space, one.id, one.document) end
          for _, change in ipairs(effective) do
            if change.erases then erase_proposals(space, change.id, at) end
            if change.wanted then revive(space, change.id, change.before, revision, at) end
            replace(space, change.id, revision, at, {
              body = change.wanted and change.body or nil, digests = change.digests, digest = change.digest,
              erases = change.erases})
          end
          if from ~= '' then move(space, from, to, revision) end
          if schedule then store_schedule(space, schedule) end
          if name ~= '' then end_proposal(space, author, name, 'applied', at) end
          return {}
        end

        """#
}
