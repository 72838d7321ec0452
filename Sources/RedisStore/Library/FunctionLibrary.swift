// The Function library that `initialize` loads: every commit and operation runs inside Redis, so that it is atomic
// whatever else happens. docs/store.md has the keys; StateOperation+Applied.swift says the same of operations, and the
// suite holds both stores to each other.
//
// Bodies, acts, evidence and payloads are opaque texts here: Lua never writes JSON, and reads it only to compare names
// and digests, because its numbers have 14 digits and its empty objects become arrays. Answers are arrays that begin
// with "ok" or the code of a StoreError, so that no text of people's passes through an error line.

enum FunctionLibrary {
    /// Goes up with every change of `source`; an older library in the server is replaced, a newer one is left.
    static let version = 8

    /// What this program speaks: part of every function's name. A change of arguments or answers that older programs
    /// cannot take makes a new one, and the library goes on serving the one before under its own names.
    static let protocolNumber = 1

    static let source =
        basics + digests + log + schedules + documents + load + proposals + state + changes + commit + leases + archive
        + rights + registration

    /// `flagpost_v1_commit`.
    static func functionName(_ name: String) -> String { "flagpost_v\(protocolNumber)_\(name)" }

    private static let registration = #"""
        local function register(name, run, flags)
          redis.register_function{
            function_name = '\#(functionName(""))' .. name, callback = run, flags = flags or {}}
        end
        local reads, restricts = {'no-writes'}, {'allow-oom'}

        redis.register_function{
          function_name = 'flagpost_version', flags = reads,
          callback = function() return {\#(version), \#(protocolNumber), \#(protocolNumber)} end}
        register('lineage', read(lineage), reads)
        register('load', read(load), reads)
        register('restrictions', read(restrictions), reads)
        register('documents', read(documents_named), reads)
        register('history', read(history), reads)
        register('contents', read(contents), reads)
        register('checkpoint', read(checkpoint), reads)
        register('past', read(past), reads)
        register('proposals', read(proposals), reads)
        register('fleet', read(fleet), reads)
        register('rights', rights, reads)
        register('initialize', initialize)
        register('commit', change(commit))
        register('adopt', change(adopt))
        register('trim', change(trim, always))
        register('propose', change(propose))
        register('vote', change(vote, nil, true))
        register('take_back', change(take_back))
        register('announce', read(announce), restricts)
        register('present', read(present), restricts)
        register('acquire_lease', read(acquire_lease), restricts)
        register('restore', restore)
        -- What restricts must work in a server that is out of memory, too.
        register('operate', change(operate, restricting), restricts)
        register('withdraw_presence', read(withdraw_presence), restricts)
        register('release_lease', read(release_lease), restricts)
        """#
}
