import FlagModel

/// What this host's settings say, for every command on it: `store: redis://…`.
enum SettingsFile {
    private static let longest = 64 << 10

    /// - Returns: the value of `store:`; `nil` where there is no such file or it names none.
    static func store(in path: String) throws -> String? {
        guard LocalFiles.isFile(path) else { return nil }
        return try store(in: try LocalFiles.read(path, limit: longest), file: path)
    }

    /// - Returns: the value of `operator-group:`, a name or a number; `nil` where there is no such file or it names none.
    static func operatorGroup(in path: String) throws -> String? {
        guard LocalFiles.isFile(path) else { return nil }
        return try operatorGroup(in: try LocalFiles.read(path, limit: longest), file: path)
    }

    static func operatorGroup(in text: [UInt8], file: String) throws -> String? {
        guard let value = try parsed(text, file: file)?["operator-group"] else { return nil }
        if let number = value.integer, number >= 0 { return "\(number)" }
        guard let name = value.string, !name.isEmpty else {
            throw Failure("\(file): operator-group: should be the name of a group")
        }
        return name
    }

    static func store(in text: [UInt8], file: String) throws -> String? {
        guard let value = try parsed(text, file: file)?["store"] else { return nil }
        guard let location = value.string, !location.isEmpty else {
            throw Failure("\(file): store: should be a text such as redis://HOST:6379")
        }
        return location
    }

    private static func parsed(_ text: [UInt8], file: String) throws -> JSONValue? {
        let settings: JSONValue?
        do {
            settings = try JSONValue.parseYAML(text)
        } catch {
            throw Failure("\(file): \(error)")
        }
        return settings
    }
}
