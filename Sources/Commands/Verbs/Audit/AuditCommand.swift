import ArgumentParser

struct AuditCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit",
        abstract: "Prove that the change log is whole, and keep it elsewhere.",
        subcommands: [AuditVerifyCommand.self, AuditExportCommand.self])
}
