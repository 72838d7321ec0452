import CFlagpost
import FlagClient
import Foundation

/// A client and its one reader, through the C functions.
final class OpenReader: @unchecked Sendable {
    struct OpenError: Error {}

    private let client: OpaquePointer?
    let pointer: OpaquePointer?

    init(_ directory: String) throws {
        var client: OpaquePointer?
        guard flagpost_open(directory, nil, &client) == FLAGPOST_OK else { throw OpenError() }
        self.client = client
        pointer = flagpost_reader_new(client)
    }

    deinit {
        flagpost_reader_free(pointer)
        flagpost_close(client)
    }

    func withAttribute(_ name: String, _ value: String, _ body: (flagpost_attribute) -> Void) {
        name.withCString { name in
            value.withCString { text in
                var attribute = flagpost_attribute()
                attribute.name = name
                attribute.name_length = strlen(name)
                attribute.string = text
                attribute.string_length = value.utf8.count
                body(attribute)
            }
        }
    }
}
