// The part of the library that tells what its caller may do: it asks the server, and does nothing.

extension FunctionLibrary {
    static let rights = #"""
        -- args: for each command its number of words and the words. Answers '1', '0', or '' where the server has no
        -- such command.
        local function rights(keys, args)
          local answers, position = {}, 1
          while position <= #args do
            local last = position + tonumber(args[position])
            local known, granted = pcall(redis.acl_check_cmd, unpack(args, position + 1, last))
            answers[#answers + 1] = not known and '' or granted and '1' or '0'
            position = last + 1
          end
          return answers
        end

        """#
}
