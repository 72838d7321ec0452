import ArgumentParser
import FlagModel
import FlagStore
import Operations

struct StatusCommand: AsyncParsableCommand, AnsweringCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "What is held back, how this host's agent is, and the fleet.",
        discussion: """
              flagpost status
              flagpost status -o json

            HELD comes first: what is killed, withdrawn or tripped, by whom or by which guard, since when, on all hosts or \
            on some alone, and the command that ends it. Where the store does not answer, it is what this host knows.

            Agents that are gone (not heard of for 15 s, within the last hour), lag by more than their poll \
            interval, or follow another store are named.

            Exit status 1 where neither an agent answers on this host nor a store can be asked for the fleet.
            """)

    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let agent = part { try store.host.agent.status() }
        let fleet = await fleet()
        let held = heldReport(agent.value, fleet.value)
        let json: JSONValue = [
            "held": held.json,
            "agent": agent.value ?? .null,
            "agent_error": agent.failure.map { .string($0.message) } ?? .null,
            "fleet": fleet.value.map(FleetReport.json) ?? .null,
            "fleet_error": fleet.failure.map { .string($0.message) } ?? .null,
            "fleet_warning": fleet.value?.warning.map { .string($0) } ?? .null,
            "break_glass": .array(fleet.value.map { view in view.alone.map { $0.json(now: view.fleet.now) } } ?? []),
        ]
        output.print(json) {
            var lines = [output.terminal.output("HELD", .bold)]
            // Without either nobody knows.
            lines += agent.value == nil && fleet.value == nil ? ["  not known"] : held.lines(on: output.terminal)
            lines += ["", output.terminal.output("THIS HOST", .bold)]
            lines += agent.value.map { AgentReport(status: $0).lines(on: output.terminal) } ?? []
            lines += agent.failure.map { [output.terminal.output("  \($0)", .yellow)] } ?? []
            lines += ["", output.terminal.output("FLEET", .bold)]
            lines += (fleet.value?.warning).map { [output.terminal.output("  \($0)", .yellow)] } ?? []
            lines += fleet.value.map { FleetReport.lines($0, on: output.terminal) } ?? []
            lines += (fleet.value?.alone ?? []).map {
                output.terminal.output("  \($0.line(now: fleet.value?.fleet.now ?? 0))", .red)
            }
            lines += fleet.failure.map { [output.terminal.output("  \($0)", .yellow)] } ?? []
            return lines
        }
        guard agent.value != nil || fleet.value != nil else { throw ExitCode(ExitStatus.failed) }
    }

    /// What the store and the fleet say, with what this host holds by itself; without the store, what this host knows.
    private func heldReport(_ agent: JSONValue?, _ fleet: FleetView?) -> HeldReport {
        let own = (agent?["held"]?.array ?? []).compactMap(Restriction.init(json:))
        var restrictions = fleet?.restrictions ?? ActiveRestrictions()
        restrictions.add(fleet == nil ? own : own.filter { !$0.hosts.isEmpty })
        return HeldReport(restrictions: restrictions, namespace: store.host.namespace)
    }

    /// One half of the answer may be had without the other.
    private struct Part<Value> {
        var value: Value?
        var failure: Failure?
    }

    private func part<Value>(_ body: () throws -> Value) -> Part<Value> {
        do {
            return Part(value: try body())
        } catch {
            return Part(failure: (error as? Failure) ?? Failure("\(error)"))
        }
    }

    private func fleet() async -> Part<FleetView> {
        do {
            return Part(value: try await store.withStore(writing: false) { try await FleetView.read(from: $0.base) })
        } catch {
            return Part(failure: (error as? Failure) ?? Failure("\(error)"))
        }
    }
}
