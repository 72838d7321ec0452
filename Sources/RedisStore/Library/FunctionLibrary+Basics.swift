// What every function begins with: the namespace, the clock, and answers.

extension FunctionLibrary {
    static let basics = #"""
        #!lua name=flagpost

        local function text(number) return string.format('%.0f', number) end

        local function now()
          local time = redis.call('TIME')
          return text(tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000))
        end

        -- JSON that is only looked into; what cannot be read is empty.
        local function decoded(json)
          local fine, value = pcall(cjson.decode, json)
          return fine and type(value) == 'table' and value or {}
        end

        -- The namespace's prefix and what stands in its meta key; nil where nobody made it.
        local function open(keys)
          local fields = redis.call('HMGET', keys[1], 'store', 'epoch', 'revision', 'unit-key', 'documents', 'bytes',
            'adopted', 'committed', 'applied', 'chain', 'past-bytes', 'checkpoint')
          if not fields[1] then return nil end
          return {
            prefix = string.sub(keys[1], 1, -5), store = fields[1], epoch = fields[2],
            revision = tonumber(fields[3]), unit_key = fields[4],
            documents = tonumber(fields[5]), bytes = tonumber(fields[6]),
            adopted = fields[7] or '0', committed = fields[8] or '0', applied = tonumber(fields[9] or '0'),
            chain = fields[10] or string.rep('0', 64), past_bytes = tonumber(fields[11] or '0'),
            checkpoint = fields[12] or '',
          }
        end

        -- 'ok' and the lineage, followed by what else there is to say.
        local function answer(space, revision, ...)
          return {'ok', space.store, space.epoch, revision, space.adopted, ...}
        end

        local uninitialised = {'uninitialised'}

        local function read(run)
          return function(keys, args)
            local space = open(keys)
            if not space then return uninitialised end
            return run(space, args)
          end
        end

        local function lineage(space) return answer(space, text(space.revision)) end

        -- What a restore left behind that was cut off, or a namespace that lost its meta key, is not built upon.
        local function initialize(keys, args)
          if redis.call('EXISTS', keys[1]) == 0 then
            local prefix = string.sub(keys[1], 1, -5)
            if redis.call('EXISTS', prefix .. 'index', prefix .. 'log') > 0 then
              return {'held', 'leftovers', '', ''}
            end
            redis.call('HSET', keys[1], 'store', args[1], 'epoch', '1', 'revision', '0', 'unit-key', args[2],
              'documents', '0', 'bytes', '0')
          end
          return lineage(open(keys))
        end

        """#
}
