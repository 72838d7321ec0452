/// A command on its way, and who waits for the reply.
struct RedisRequest {
    let command: RESPCommand
    /// Nanoseconds of the event loop's clock.
    let deadline: UInt64
    /// How many replicas have to confirm that they have what the command wrote.
    var replicas = 0
    /// Whether the server takes it though the slot is only on its way there.
    var isAsking = false
    /// What has to be known of the server that answers it.
    var inquiry: Inquiry?
    /// What the server that answered it last said of itself.
    var standing: ServerStanding?
    /// How often it was sent again because a server said that it did not run it.
    var resends = 0
    /// On the event loop, once.
    let completion: (Result<RESPValue, RedisError>) -> Void

    func complete(with reply: RESPValue) {
        if let inquiry, let standing { inquiry.told(standing) }
        if case .error(let text) = reply {
            completion(.failure(RedisError(.server, text)))
        } else {
            completion(.success(reply))
        }
    }

    func fail(_ error: RedisError) {
        completion(.failure(error))
    }
}

extension RedisRequest {
    /// What goes before it on the same connection, and what becomes of the answers.
    var prelude: [(command: RESPCommand, use: PreludeUse)] {
        let asking = isAsking ? [(RESPCommand("ASKING"), PreludeUse.unheeded)] : []
        guard let inquiry else { return asking }
        let change = inquiry.change.map { asking + [($0, PreludeUse.heard)] } ?? []
        return [(ServerStanding.question, .heard)] + change + asking
    }

    /// Where the request belongs if not to the server that gave this reply; `nil` where the reply counts.
    func redirection(after reply: RESPValue) -> Redirection? {
        if case .error(let text) = reply { return Redirection(text) }
        // A change that a replica took is not sent twice: nobody but its sender knows whether it may be.
        return inquiry?.change != nil && standing?.isDemoted == true ? .demoted : nil
    }

    private static let longestWait: UInt64 = 1_000_000_000

    /// What has to be asked on the same connection before `reply` counts; `nil` where it counts as it is.
    func confirmation(of reply: RESPValue, at now: UInt64) -> RedisRequest? {
        if case .error = reply { return nil }
        guard replicas > 0 else { return nil }
        // Half of what is left, so that the answer comes in time.
        let patience = min(deadline > now ? (deadline - now) / 2 : 0, Self.longestWait)
        // WAIT 0 would wait for ever.
        let wait = RESPCommand("WAIT", .init(replicas), .init(max(patience / 1_000_000, 1)))
        return RedisRequest(command: wait, deadline: deadline) { confirmed in
            switch confirmed {
            case .success(let count):
                let count = count.integer ?? 0
                completion(count >= Int64(replicas) ? .success(reply) : .failure(unconfirmed(by: count)))
            // A service or user without WAIT: then what the server says is all that can be known.
            case .failure(let error) where error.isMissingCommand: completion(.success(reply))
            case .failure(let error):
                completion(.failure(RedisError(.unavailable, "done, but not confirmed by a replica: \(error.message)")))
            }
        }
    }

    private func unconfirmed(by count: Int64) -> RedisError {
        RedisError(
            .unavailable,
            "done, but confirmed by \(count) of \(replicas) replicas, so a failover could lose it; send it again, or "
                + "ask for fewer (replicas=0 where there are none)")
    }
}
