extension MetricFamily {
    private static let seconds: Kind = .histogram([
        0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15, 30, 60, 120, 300,
    ])

    // What services report.
    package static let requests = MetricFamily(
        "requests", .counter, labels: ["feature", "variant", "result"], origin: .reports, limit: 8_000,
        help: "Requests by the result of their final attempt.")
    package static let attempts = MetricFamily(
        "attempts", .counter, labels: ["feature", "variant", "model", "result"], origin: .reports, limit: 8_000,
        help: "Calls of a model.")
    package static let latency = MetricFamily(
        "latency_seconds", seconds, labels: ["feature", "variant"], origin: .reports, limit: 1_000,
        help: "Duration of attempts.")
    package static let firstToken = MetricFamily(
        "first_token_seconds", seconds, labels: ["feature", "variant"], origin: .reports, limit: 1_000,
        help: "Time until a stream's first token.")
    package static let tokens = MetricFamily(
        "tokens", .counter, labels: ["feature", "variant", "model", "type"], origin: .reports, limit: 4_000,
        help: "Tokens: input (cached ones among them), output, cached.")
    package static let cost = MetricFamily(
        "cost_usd", .counter, labels: ["feature", "variant", "model"], origin: .reports, limit: 2_000,
        divisor: 1_000_000,
        help: "Cost in dollars: as reported, else by the namespace's prices.")
    package static let unpriced = MetricFamily(
        "unpriced_calls", .counter, labels: ["feature", "variant", "model"], origin: .reports, limit: 2_000,
        help: "Calls of a model without a price, which count at the dearest known prices.")
    package static let feedback = MetricFamily(
        "feedback", .counter, labels: ["feature", "variant", "kind"], origin: .reports, limit: 2_000,
        help: "Users' reactions to answers.")
    package static let score = MetricFamily(
        "score", .summary, labels: ["feature", "variant", "dimension", "name"], origin: .reports, limit: 2_000,
        help: "evaluators' scores.")
    package static let processesLost = MetricFamily(
        "processes_lost", .counter, labels: ["feature", "variant"], origin: .reports, limit: 2_000,
        help: "Processes that ended with calls in flight, each once for a variant.")
    package static let intakeRecords = MetricFamily(
        "intake_records", .counter, labels: ["source", "result"], origin: .reports,
        help: "Records taken in, by what became of them.")
    package static let intakeDropped = MetricFamily(
        "intake_dropped", .counter, labels: ["source", "reason"], origin: .reports,
        help: "Records that were lost on their way.")

    // What guards see and do.
    package static let guardValue = MetricFamily(
        "guard_value", .gauge, labels: ["feature", "guard", "variant"],
        help: "What the guard sees in its declared window, of a variant and, without one, of the feature as a whole.")
    package static let guardThreshold = MetricFamily(
        "guard_threshold", .gauge, labels: ["feature", "guard"], help: "Above this the guard trips.")
    package static let trips = MetricFamily(
        "trips", .counter, labels: ["feature", "guard", "action", "scope"], limit: 20_000,
        help: "Trips of this host (scope host) and ones it brought to the store (scope fleet).")
    package static let featureState = MetricFamily(
        "feature_state", .gauge, labels: ["feature", "state"], help: "1 for the state the feature is in.")
    package static let breakGlassActive = MetricFamily(
        "break_glass_active", .gauge, labels: ["feature"],
        help: "1 while the feature (or document) is as one person alone has made it.")
    package static let breakGlassEnd = MetricFamily(
        "break_glass_end_timestamp_seconds", .gauge, labels: ["feature"],
        help: "Unix time by the store's clock at which that goes back by itself.")
    package static let evaluations = MetricFamily(
        "evaluations", .counter, labels: ["feature", "variant", "reason"], limit: 8_000,
        help: "Evaluations over sockets.")

    // The agent itself.
    package static let storeUp = MetricFamily("store_up", .gauge, help: "1 while the store answers and is no replica.")
    package static let lastSync = MetricFamily(
        "store_last_sync_timestamp_seconds", .gauge,
        help: "Unix time at which the store last confirmed what services read.")
    package static let storeRewound = MetricFamily(
        "store_rewound", .gauge, help: "1 while the store is behind what this host has applied, and not adopted.")
    package static let unplaced = MetricFamily(
        "restrictions_unplaced", .gauge,
        help: "Features whose restriction found no room in the override table; every AI feature is off meanwhile.")
    package static let pushMissed = MetricFamily(
        "push_missed", .counter, help: "Changes of which no hint came, so that the poll found them.")
    package static let documentFaults = MetricFamily(
        "document_faults", .gauge, help: "Documents whose newest form is not, or not wholly, in use here.")
    package static let publishFailures = MetricFamily(
        "publish_failures", .counter, help: "Snapshots that could not be published.")
    package static let diskFailures = MetricFamily(
        "disk_failures", .counter, labels: ["file"], help: "Files that could not be written.")
    package static let doorOpen = MetricFamily(
        "door_open", .gauge, labels: ["door"], help: "1 while the agent listens there; 0 while it cannot.")
    package static let connectionsTurnedAway = MetricFamily(
        "connections_turned_away", .counter, labels: ["reason"],
        help: "Connections that gave way to others, were answered health only, or were refused.")
    package static let memoryLimit = MetricFamily(
        "memory_limit_bytes", .gauge, help: "Memory that the agent may use, files in memory among it.")
    package static let memoryNeeded = MetricFamily(
        "memory_needed_bytes", .gauge, help: "Memory that the namespace takes at most with what is in use of it.")
    package static let callsInFlight = MetricFamily(
        "calls_in_flight", .gauge, help: "Calls that have begun and not ended.")
    package static let revision = MetricFamily("revision", .gauge, help: "Revision that is published.")
    package static let generation = MetricFamily("generation", .gauge, help: "Generation of the snapshot.")
    package static let propagation = MetricFamily(
        "propagation_seconds", .histogram([0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60]),
        help: "From the commit in the store to the snapshot published.")
    package static let seriesOverflow = MetricFamily(
        "series_overflow", .counter, labels: ["family"], origin: .reports,
        help: "Samples without room for another series of their family; they are counted as other.")
    package static let buildInfo = MetricFamily(
        "build_info", .gauge, labels: ["version"], help: "1; the version runs here.")

    // Any process's.
    package static let processCPU = MetricFamily(
        "process_cpu_seconds", .counter, isProcess: true, help: "Processor time that the agent has used.")
    package static let processResident = MetricFamily(
        "process_resident_memory_bytes", .gauge, isProcess: true, help: "The agent's resident memory.")
    package static let processVirtual = MetricFamily(
        "process_virtual_memory_bytes", .gauge, isProcess: true, help: "The agent's address space.")
    package static let processDescriptors = MetricFamily(
        "process_open_fds", .gauge, isProcess: true, help: "Files that the agent has open.")
    package static let processDescriptorLimit = MetricFamily(
        "process_max_fds", .gauge, isProcess: true, help: "Files that the agent may have open.")
    package static let processStart = MetricFamily(
        "process_start_time_seconds", .gauge, isProcess: true, help: "Unix time at which the agent started.")

    package static let all: [MetricFamily] = [
        requests, attempts, latency, firstToken, tokens, cost, unpriced, feedback, score, processesLost, intakeRecords,
        intakeDropped, guardValue, guardThreshold, trips, featureState, breakGlassActive, breakGlassEnd, evaluations,
        storeUp, lastSync, storeRewound, unplaced, pushMissed, documentFaults, publishFailures, diskFailures,
        doorOpen, connectionsTurnedAway, memoryLimit, memoryNeeded, callsInFlight, revision, generation, propagation,
        seriesOverflow, buildInfo, processCPU, processResident, processVirtual, processDescriptors,
        processDescriptorLimit, processStart,
    ]

    private static let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })

    static func named(_ name: String) -> MetricFamily? { byName[name] }
}
