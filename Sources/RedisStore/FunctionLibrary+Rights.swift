// The part of the library that tells what its caller may do: it asks the server, and does nothing.

import RedisClient

extension FunctionLibrary {
    /// args: for each command its number of words and the words. Answers '1', '0', or '' where the server has no such
    /// command.
    static let rights = #"""
        local function rights(keys, args)
          local answers, i = {}, 1
          while i <= #args do
            local last = i + tonumber(args[i])
            local known, granted = pcall(redis.acl_check_cmd, unpack(args, i + 1, last))
            answers[#answers + 1] = not known and '' or granted and '1' or '0'
            i = last + 1
          end
          return answers
        end

        """#

    static func rightsCommand(_ commands: [[String]], prefix: String) -> RESPCommand {
        let arguments = commands.flatMap { words in [.init(words.count)] + words.map { RESPCommand.Argument($0) } }
        return RESPCommand("FCALL_RO", ["flagpost_rights", 1, .init(prefix + "meta")] + arguments)
    }
}

extension AccessProbe.Outcome {
    init?(_ text: String?) {
        switch text {
        case "1": self = .granted
        case "0": self = .denied
        case "": self = .absent
        default: return nil
        }
    }
}
