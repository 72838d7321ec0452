import FlagModel
package import NIOHTTP1

extension HTTPResponse {
    /// RFC 9457 problem details without a `type`: the status says what kind of problem it is, `detail` what would be
    /// right.
    package static func problem(
        _ status: HTTPResponseStatus, _ detail: String, headers: [(name: String, value: String)] = []
    ) -> HTTPResponse {
        let body: JSONValue = [
            "title": .string(status.reasonPhrase),
            "status": .integer(Int64(status.code)),
            "detail": .string(detail),
        ]
        return HTTPResponse(status, contentType: "application/problem+json", headers: headers, body: body.canonical)
    }
}
