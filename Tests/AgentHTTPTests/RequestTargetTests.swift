import SeededRandom
import Testing

@testable import AgentHTTP

@Suite("Request targets")
struct RequestTargetTests {
    @Test(
        "decode segments after splitting, so an encoded slash stays within its segment",
        arguments: [
            ("/a/b", ["a", "b"]), ("/", [""]), ("/a%2Fb/c", ["a/b", "c"]), ("/%C3%A9", ["é"]), ("/a+b", ["a+b"]),
            ("/a/", ["a", ""]), ("http://host:80/a/b", ["a", "b"]), ("http://host?x=/y", [""]),
        ])
    func segments(target: String, expected: [String]) {
        #expect(RequestTarget(target)?.segments == expected)
    }

    @Test("decode the query, the first of a name counting")
    func query() {
        let query = RequestTarget("/x?a=1&b=%20+&a=2&c&=d&&e==f?")?.query
        #expect(query == ["a": "1", "b": "  ", "c": "", "": "d", "e": "=f?"])
    }

    @Test(
        "are refused where they are no path or wrongly encoded",
        arguments: [
            "", "a", "*", "https://host/x", "/%", "/%2", "/%zz", "/%ff", "/x?a=%", "?a",
        ])
    func refused(target: String) {
        #expect(RequestTarget(target) == nil)
    }

    @Test("of any bytes at all are taken apart or refused")
    func anything() {
        var generator = SeededGenerator(seed: 7)
        let alphabet = Array("/%?&=+aF0é")
        for _ in 0..<20_000 {
            let text =
                "/"
                + String(
                    (0..<Int.random(in: 0..<20, using: &generator)).map { _ in
                        alphabet.randomElement(using: &generator) ?? "/"
                    })
            guard let target = RequestTarget(text) else { continue }
            #expect(target.path.utf8.count <= text.utf8.count)
            #expect(
                target.segments.count == target.path.split(separator: "/", omittingEmptySubsequences: false).count - 1)
        }
    }
}
