import ArgumentParser
import FlagModel
import Operations

struct DiffCommand: AsyncParsableCommand, AnsweringCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff",
        abstract: "Show what applying files would change.",
        discussion: """
              flagpost diff support-chat.yaml
              flagpost diff features/ -o json

            Exit status as diff has it: 0 no difference, 1 differences, 2 trouble (the files have errors, the store does \
            not answer). What apply would refuse is said on standard error; the status stays 1.
            """)

    @OptionGroup var files: RequiredFiles

    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let plan: ChangePlan
        do {
            plan = try await self.plan()
        } catch let failure as Failure {
            StandardStreams.message("flagpost: \(failure)")
            throw ExitCode(ExitStatus.trouble)
        }
        for objection in plan.objections { StandardStreams.message("flagpost: apply would refuse: \(objection.text)") }
        let json: JSONValue = [
            "documents": plan.json, "objections": plan.objectionsJSON, "exposure": plan.exposure.json,
            "needs_approval": .bool(plan.needsApproval),
        ]
        output.print(json) {
            plan.differences.lines(styling: output.terminal.output)
                + plan.exposure.lines(styling: output.terminal.output)
        }
        guard plan.isEmpty else { throw ExitCode(ExitStatus.differences) }
    }

    private func plan() async throws -> ChangePlan {
        let files = try DocumentFiles.read(files.all).sound("nothing was compared")
        return try await store.withStore(writing: false) { store in
            let plan = try await ChangeDocuments(WantedChange(documents: files.documents)).plan(on: store).plan
            for finding in plan.findings { StandardStreams.message(finding.description.withoutControls) }
            guard !plan.hasErrors else { throw Failure("nothing was compared: the documents have errors") }
            return plan
        }
    }
}
