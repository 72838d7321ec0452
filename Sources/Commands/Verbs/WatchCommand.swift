import ArgumentParser
import FlagModel
import FlagStore
import Operations

struct WatchCommand: AsyncParsableCommand, AnsweringCommand {
    static let configuration = CommandConfiguration(
        commandName: "watch",
        abstract: "Follow changes as they come: who changed what and why, and when this host follows.",
        discussion: """
            Runs until it is interrupted. With -o json it prints one object a line.

              flagpost watch
              flagpost watch support-chat -o json
            """)

    @Argument(help: "Only what concerns this document (of a prompt, every version), and the namespace as a whole.")
    var key: String?

    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions

    func validate() throws { if let key { try FeatureKey.check(key) } }

    func run() async throws {
        try await store.withStore(writing: false) { store in
            let key = key.map(FeatureKey.plain)
            // Of a key that nobody has ever heard of nothing would come.
            if let key { _ = try await RecordQuery(key: key, limit: 0).run(on: store) }
            var log = ChangeLogFollower(key: key)
            var host = HostFollower()
            var isAnswering = true
            while !Task.isCancelled {
                do throws(StoreError) {
                    for event in try await log.poll(store.base) { print(event) }
                    isAnswering = true
                } catch {
                    guard error.code == .unavailable else { throw error }
                    if isAnswering { StandardStreams.message("flagpost: \(error); asking again") }
                    isAnswering = false
                }
                host.follow(try? self.store.host.agent.status()).forEach(print)
                try await Task.sleep(for: .milliseconds(300))
            }
        }
    }

    private func print(_ event: WatchEvent) {
        switch output.output {
        case .json: StandardStreams.output(event.json.canonicalText)
        case .yaml: StandardStreams.output("---\n" + YAMLText.write(event.json))
        case .text: StandardStreams.output(event.line(on: output.terminal))
        }
    }
}
