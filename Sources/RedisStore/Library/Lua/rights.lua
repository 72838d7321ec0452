-- Tells what its caller may do: it asks the server, and does nothing.

-- Commands with their words.
local rights_request = map_of{commands = list_of(list_of(a_text))}

-- For each command '1' or '0', or '' where the server has no such command.
local function rights(keys, request)
  local answers = {}
  for i, words in ipairs(request.commands) do
    local known, granted = pcall(redis.acl_check_cmd, unpack(words))
    answers[i] = not known and '' or granted and '1' or '0'
  end
  return {'ok', 'rights', answers}
end

register('rights', rights_request, rights, reads)
