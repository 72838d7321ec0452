// A namespace made anew of an archive, piece by piece: nobody sees it before the last piece, which makes its meta key.

import FlagStore

extension FunctionLibrary {
    static let archive = #"""
        -- args: 'begin', commit id; 'put', commit id, then pieces; 'finish', commit id, then store, epoch, revision,
        -- adopted epoch, time of the last commit, unit key, documents, bytes, link, checkpoint, and payload, its digest.
        -- Pieces: 'spec', id, revision, body, digests, digest, deleted; 'state', key, number of fields and values,
        -- these; 'log', revision, time, payload, its digest, link; 'past', member, revision, body;
        -- 'schedule', then a schedule.
        local function restore(keys, args)
          local prefix = string.sub(keys[1], 1, -5)
          local id, restoring = args[2], prefix .. 'restoring'
          if redis.call('EXISTS', keys[1]) == 1 then
            local space = open(keys)
            return args[1] == 'finish' and remembered(space, id) or {'held', 'namespace', '', ''}
          end
          local space = {prefix = prefix, past_bytes = 0}
          if args[1] ~= 'begin' and redis.call('GET', restoring) ~= id then
            return {'held', 'restoring', '', ''}
          end
          if args[1] == 'begin' then
            redis.call('SET', restoring, id)
            for _, name in ipairs(redis.call('ZRANGE', prefix .. 'index', 0, -1)) do
              redis.call('DEL', prefix .. name)
            end
            for _, id in ipairs(redis.call('ZRANGE', prefix .. 'due', 0, -1)) do
              redis.call('DEL', prefix .. 'schedule:' .. id)
            end
            for _, name in ipairs({'index', 'log', 'past', 'past:index', 'due', 'scheduled', 'matured'}) do
              redis.call('DEL', prefix .. name)
            end
            return {'ok'}
          end
          local position = 3
          local function take(count)
            position = position + count
            return unpack(args, position - count, position - 1)
          end
          if args[1] == 'put' then
            while position <= #args do
              local kind = take(1)
              if kind == 'spec' then
                local id, revision, body, digests, digest, deleted = take(6)
                local key = prefix .. 'spec:' .. id
                redis.call('HSET', key, 'revision', revision)
                if deleted == '' then
                  redis.call('HSET', key, 'body', body, 'digests', digests, 'digest', digest)
                else
                  redis.call('HSET', key, 'deleted', deleted)
                end
                redis.call('ZADD', prefix .. 'index', revision, 'spec:' .. id)
              elseif kind == 'state' then
                local key, count = take(2)
                for i = 1, tonumber(count), 2 do redis.call('HSET', prefix .. 'state:' .. key, take(2)) end
                redis.call('ZADD', prefix .. 'index', redis.call('HGET', prefix .. 'state:' .. key, 'revision'),
                  'state:' .. key)
              elseif kind == 'log' then
                local revision, at, payload, digest, chain = take(5)
                redis.call('XADD', prefix .. 'log', revision .. '-0', 'at', at, 'payload', payload, 'digest', digest,
                  'chain', chain)
              elseif kind == 'past' then
                local member, revision, body = take(3)
                redis.call('HSET', prefix .. 'past', member, body)
                redis.call('ZADD', prefix .. 'past:index', revision, member)
              elseif kind == 'schedule' then
                local schedule = parsed_schedule(args, position)
                store_schedule(space, schedule)
                position = position + 7 + 6 * #schedule.documents + 3 * #schedule.operations
              else
                return {'refused', 'restore', ''}
              end
            end
            return {'ok'}
          end
          local store, epoch, revision, adopted, committed, unit_key, documents, bytes, chain, checkpoint = take(10)
          local payload, digest = take(2)
          for _, body in ipairs(redis.call('HVALS', prefix .. 'past')) do space.past_bytes = space.past_bytes + #body end
          space.store, space.epoch, space.revision, space.adopted = store, epoch, tonumber(revision), adopted
          space.documents, space.bytes, space.applied = tonumber(documents), tonumber(bytes), 0
          space.chain, space.checkpoint = chain, checkpoint
          local at, following = now(), following(space)
          redis.call('HSET', keys[1], 'store', store, 'unit-key', unit_key)
          record(space, following, at, payload, digest)
          redis.call('DEL', restoring)
          remember(space, id, following, at, '1')
          return answer(space, following, at, '1')
        end

        """#
}
