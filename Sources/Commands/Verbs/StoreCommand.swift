import ArgumentParser

struct StoreCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "store", abstract: "Look after the store.",
        subcommands: [
            StoreInitCommand.self, StoreCheckCommand.self, StoreAccessCommand.self, StoreAdoptCommand.self,
            StoreBackupCommand.self, StoreRestoreCommand.self,
            StoreCopyCommand.self,
        ])
}
