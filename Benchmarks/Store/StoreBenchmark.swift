// What a store costs: the latency of its commits, and what a fleet of agents makes of one Redis. Prints raw times, a
// line for each kind, for Benchmarks/store.py, which sets floors beside them. And an operator for what measures agents.
//
//     store-benchmark commits LOCATION COUNT
//     store-benchmark fleet LOCATION AGENTS       a change for each line on standard input
//     store-benchmark operate LOCATION FEATURE    the change that a line on standard input names (Operator.swift)

import FlagStore
import Foundation
import RedisClient
import RedisStore
import SQLiteStore

@main
enum StoreBenchmark {
    static func main() async throws {
        let arguments = CommandLine.arguments
        guard arguments.count == 4 else { throw Failure.usage }
        switch (arguments[1], try StoreLocation.parse(arguments[2]), Int(arguments[3])) {
        case ("commits", .sqlite(let path), let count?):
            try await CommitLatency(store: SQLiteStore(path: path, namespace: "bench")).measure(count)
        case ("commits", .redis(let location), let count?):
            let configuration = RedisConfiguration(location)
            let store = try RedisStore(configuration: configuration, namespace: "bench")
            try await CommitLatency(store: store).measure(count)
            try await RedisFloor(client: RedisClient(configuration: configuration)).measure(count)
        case ("fleet", .redis(let location), let count?):
            try await FleetSimulation(configuration: RedisConfiguration(location), count: count).run()
        case ("operate", .redis(let location), _):
            let store = try RedisStore(configuration: RedisConfiguration(location), namespace: "default")
            try await Operator(store: store, key: arguments[3]).run()
        default: throw Failure.usage
        }
    }
}

struct Failure: Error {
    static let usage = Failure(reason: "usage: store-benchmark commits|fleet|operate LOCATION COUNT|FEATURE")

    let reason: String
}

/// Times as they are printed: a name and milliseconds.
func report(_ name: String, _ milliseconds: [Double]) {
    let line = ([name] + milliseconds.map { String(format: "%.4f", $0) }).joined(separator: " ")
    // Not `print` and `fflush(nil)`, which waits for the lock of an input that is being read.
    FileHandle.standardOutput.write(Data("\(line)\n".utf8))
}

/// Milliseconds that `body` takes.
func milliseconds(_ body: () async throws -> Void) async rethrows -> Double {
    try await ContinuousClock().measure(body) / .milliseconds(1)
}
