-- What a function takes, and answers.
--
-- It takes a request: a map of names and values in MessagePack, which Redis reads for Lua. Texts come untouched whatever
-- their bytes; in JSON they would have to be escaped, empty lists would become objects, and numbers lose their last
-- digits. Numbers are texts of digits, as Redis takes and keeps them: Lua's own are exact up to 2^53. So a number in a
-- request is none: it stands for a long text, which is that argument of the call, and need not be copied once more.
--
-- It answers one list: an outcome, which is `ok` or names why nothing was done, then names and values. No text of people's
-- passes through an error line.

local a_text, a_number, a_flag = {type = 'string'}, {type = 'string', pattern = '^-?%d+$'}, {type = 'boolean'}

local function list_of(shape) return {type = 'table', each = shape} end

local function map_of(fields) return {type = 'table', fields = fields} end

local function maybe(shape)
  return {optional = true, type = shape.type, pattern = shape.pattern, each = shape.each, fields = shape.fields}
end

local no_arguments = map_of{}

-- Of a proposal that a change rests on, or is about; the author as Redis knows them.
local proposal_shape = map_of{author = a_text, name = a_text}

-- What every change takes beside its own fields. `commit`: its id.
local function change_of(fields)
  fields.commit, fields.payload, fields.payload_digest = a_text, a_text, a_text
  fields.lease = maybe(map_of{name = a_text, token = a_number})
  return map_of(fields)
end

-- The name of a value that is not of its shape; nil where all are. Puts long texts in their places.
local function misfit(shape, holder, name, args, place)
  local value = holder[place]
  if type(value) == 'number' then
    value = args[value]
    if not value then return name end
    holder[place] = value
  end
  if value == nil and shape.optional then return nil end
  if type(value) ~= shape.type or shape.pattern and not string.match(value, shape.pattern) then return name end
  for i = 1, shape.each and #value or 0 do
    local found = misfit(shape.each, value, name, args, i)
    if found then return found end
  end
  if not shape.fields then return nil end
  for field in pairs(value) do
    if not shape.fields[field] then return string.sub(tostring(field), 1, 64) end
  end
  for field, one in pairs(shape.fields) do
    local found = misfit(one, value, field, args, field)
    if found then return found end
  end
end

local function refusal(outcome, ...) return {outcome, ...} end

local reads, in_full_memory = {'no-writes'}, {'allow-oom'}

-- `run` is called with the keys and a request of this shape.
local function register(name, shape, run, flags)
  redis.register_function{
    function_name = 'flagpost_v' .. protocol .. '_' .. name, flags = flags or {},
    callback = function(keys, args)
      local fine, request = true, {}
      if args[1] then fine, request = pcall(cmsgpack.unpack, args[1]) end
      local wrong = not fine and 'request' or misfit(shape, {request}, 'request', args, 1)
      if wrong then return refusal('unknown-request', 'argument', wrong) end
      return run(keys, request)
    end}
end

redis.register_function{
  function_name = 'flagpost_version', flags = reads,
  callback = function() return {version, protocol, protocol} end}
