import FlagModel
import FlagStore

/// Why a function did nothing, by the name that it answers with. What else it says is named in Lua as it is here.
enum FunctionOutcome: String, CaseIterable, Sendable {
    case uninitialised
    case unknownRequest = "unknown-request"

    case conflict
    case checkpointGone = "checkpoint-gone"
    case leaseLost = "lease-lost"
    case logFull = "log-full"

    case unknownFeature = "unknown-feature"
    case unknownSchedule = "unknown-schedule"
    case unknownProposal = "unknown-proposal"

    case otherConfiguration = "other-configuration"
    case otherDigest = "other-digest"
    case beforeRestore = "before-restore"
    case editedProposal = "edited-proposal"

    case restrictionsLeft = "restrictions-left"
    case heldBack = "held-back"
    case paused
    case goesBack = "goes-back"
    case alreadyScheduled = "already-scheduled"
    case agentTaken = "agent-taken"
    case namespaceExists = "namespace-exists"
    case otherRestore = "other-restore"
    case leftovers

    case otherRollout = "other-rollout"
    case noMoreShare = "no-more-share"
    case scheduleExists = "schedule-exists"
    case scheduleTime = "schedule-time"
    case proposalTime = "proposal-time"

    case namespaceFull = "namespace-full"
    case stateFull = "state-full"
    case tooManySchedules = "too-many-schedules"
    case tooManyProposals = "too-many-proposals"
    case longTerms = "long-terms"

    case ownProposal = "own-proposal"
    case proposalEnded = "proposal-ended"
    case proposalExpired = "proposal-expired"
    case otherTerms = "other-terms"
    case rejected
    case tooFewApprovals = "too-few-approvals"

    /// In the store's terms.
    func error(details: [String: String], namespace: String) -> StoreError {
        func said(_ name: String) -> String { details[name] ?? "" }
        let feature = said("feature")
        let proposal = said("proposal")
        let prefix = StoreKey.prefix(of: namespace)
        return switch self {
        case .uninitialised:
            StoreError(.uninitialised, "namespace \(namespace) is not in the store; run `flagpost store init`")
        case .unknownRequest:
            StoreError(.refused, "the function library does not take \"\(said("argument"))\" as it was given")

        case .conflict:
            StoreError(.conflict, "\(said("subject")) is at revision \(said("found")), not \(said("expected"))")
        case .checkpointGone:
            StoreError(
                .conflict, "the change log's record of revision \(said("revision")) is gone, or is not the one exported"
            )
        case .leaseLost: StoreError(.fenced, "the lease \(said("lease")) has another holder by now")
        case .logFull: StoreError.fullLog

        case .unknownFeature: StoreError(.unknownKey, "there is no feature \(feature)")
        case .unknownSchedule: StoreError(.unknownKey, "there is no schedule \(said("schedule"))")
        case .unknownProposal: StoreError(.unknownKey, "there is no proposal \(proposal)")

        case .otherConfiguration:
            StoreError(
                .stale, "\(said("variant")) of \(feature) is no longer the configuration that was looked at")
        case .otherDigest:
            StoreError(.stale, "the trip judged another configuration of \(feature) \(said("variant"))")
        case .beforeRestore:
            StoreError(
                .stale,
                "the trip on \(feature) rests on revision \(said("basis")), before the restore at \(said("restored"))")
        case .editedProposal:
            StoreError(.stale, "the proposal \(proposal) was edited after you looked at it")

        case .restrictionsLeft:
            StoreError(.held, "a deleted feature \(feature) left kills, withdrawals or trips behind")
        case .heldBack:
            StoreError(.held, "\(said("variant")) of \(feature) is held back: killed, withdrawn or tripped")
        case .paused: StoreError(.held, "the rollout of \(feature) is paused")
        case .goesBack:
            StoreError(
                .held,
                "\(said("subject")) was changed by one person alone and goes back by itself; until then it takes an "
                    + "approved proposal to change it")
        case .alreadyScheduled: StoreError(.held, "a change of \(said("document")) is scheduled already")
        case .agentTaken: StoreError(.held, "another agent has announced itself as \(said("agent"))")
        case .namespaceExists: StoreError(.held, "namespace \(namespace) is in the store already")
        case .otherRestore: StoreError(.held, "another restore of namespace \(namespace) has begun since")
        case .leftovers:
            StoreError(
                .held,
                "namespace \(namespace) is not there, but parts of one are: a restore was cut off, or its key "
                    + "\(prefix)meta was removed. Restore a backup, or remove the keys that begin with \(prefix)")

        case .otherRollout: StoreError(.refused, "another rollout of \(feature) is under way")
        case .noMoreShare:
            StoreError(
                .refused,
                "\(feature): the stage in force gives \(Share.text(UInt32(said("share")) ?? 0)) already; the next "
                    + "gives more")
        case .scheduleExists: StoreError(.refused, "there is a schedule of that id already")
        case .scheduleTime:
            StoreError(
                .refused,
                "what falls due by itself lies ahead, at most \(StoreLimits.scheduleMilliseconds / 86_400_000) days")
        case .proposalTime:
            StoreError(
                .refused, "a proposal waits for at most \(StoreLimits.proposalMilliseconds / 86_400_000) days")

        case .namespaceFull:
            StoreError(
                .tooLarge,
                "a namespace has at most \(StoreLimits.documents) documents and \(StoreLimits.namespaceBytes) bytes")
        case .stateFull:
            StoreError(.tooLarge, "the state of \(feature) has \(StoreLimits.stateEntries) entries already")
        case .tooManySchedules:
            StoreError(.tooLarge, "a namespace has at most \(StoreLimits.schedules) schedules")
        case .tooManyProposals:
            StoreError(
                .tooLarge,
                "a namespace has at most \(StoreLimits.proposals) open proposals, and \(StoreLimits.proposalBytes) "
                    + "bytes of those that are open or ended within 30 days")
        case .longTerms: .longTerms(proposal)

        case .ownProposal:
            StoreError(.notApproved, "\(proposal) is your own proposal; somebody else has to approve it")
        case .proposalEnded: StoreError(.notApproved, "the proposal \(proposal) is \(said("how"))")
        case .proposalExpired: StoreError(.notApproved, "the proposal \(proposal) has expired")
        case .otherTerms: StoreError(.notApproved, "the proposal \(proposal) proposes something else")
        case .rejected:
            StoreError(
                .notApproved, "the proposal \(proposal) was rejected by \(RedisUser.actor(said("voter")))")
        case .tooFewApprovals:
            StoreError(
                .notApproved,
                "the proposal \(proposal) has \(said("approved")) of \(said("needed")) approvals")
        }
    }
}
