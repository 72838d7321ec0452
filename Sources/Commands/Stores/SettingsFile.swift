import FlagModel

/// What this host's settings say, for every command on it: `store: redis://…`.
enum SettingsFile {
    private static let longest = 64 << 10

    /// - Returns: the value of `store:`; `nil` where there is no such file or it names none.
    static func store(in path: String) throws -> String? {
        guard LocalFiles.isFile(path) else { return nil }
        return try store(in: try LocalFiles.read(path, limit: longest), file: path)
    }

    static func store(in text: [UInt8], file: String) throws -> String? {
        let settings: JSONValue?
        do {
            settings = try JSONValue.parseYAML(text)
        } catch {
            throw Failure("\(file): \(error)")
        }
        guard let value = settings?["store"] else { return nil }
        guard let location = value.string, !location.isEmpty else {
            throw Failure("\(file): store: should be a text such as redis://HOST:6379")
        }
        return location
    }
}
