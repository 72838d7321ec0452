import ArgumentParser

/// Whether a verb stays until the fleet has followed.
struct WaitOptions: ParsableArguments {
    @Flag(
        help: "Wait, at most 30 s, until every agent has applied it and every reading process has taken it.")
    var wait = false
}
