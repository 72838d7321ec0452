import AgentHTTP
import Foundation
import Testing

@Suite("curl", .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/curl")))
struct CurlTests {
    private func curl(_ arguments: [String]) async throws -> String {
        try await blocking {
            let process = Process()
            let output = Pipe()
            process.executableURL = URL(fileURLWithPath: "/usr/bin/curl")
            process.arguments = ["--silent", "--show-error", "--max-time", "10"] + arguments
            process.standardOutput = output
            try process.run()
            let bytes = output.fileHandleForReading.readDataToEndOfFile()
            process.waitUntilExit()
            #expect(process.terminationStatus == 0)
            return String(decoding: bytes, as: UTF8.self)
        }
    }

    @Test("is served over the Unix socket: plain, posted, chunked, twice on one connection, and too much")
    func overUnixSocket() async throws {
        try await withServer { server in
            let socket = ["--unix-socket", server.path]
            #expect(try await curl(socket + ["http://flagpost/hello"]) == "hello")
            #expect(try await curl(socket + ["--http1.0", "http://flagpost/hello"]) == "hello")
            #expect(try await curl(socket + ["-d", "posted", "http://flagpost/echo"]) == "posted")
            let chunked = ["-H", "transfer-encoding: chunked", "-d", "chunked", "http://flagpost/echo"]
            #expect(try await curl(socket + chunked) == "chunked")
            let twice = ["-w", "%{num_connects} ", "http://flagpost/hello", "http://flagpost/hello"]
            #expect(try await curl(socket + twice) == "hello1 hello0 ")
            let file = TemporaryDirectory()
            defer { file.remove() }
            let path = "\(file.path)/long"
            try Data(count: 4 << 20).write(to: URL(fileURLWithPath: path))
            let tooMuch = [
                "-o", "/dev/null", "-w", "%{http_code}", "--data-binary", "@\(path)", "http://flagpost/echo",
            ]
            #expect(try await curl(socket + tooMuch) == "413")
        }
    }
}
