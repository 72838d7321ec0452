import FlagModel

/// This host's agent, asked over its Unix socket.
struct AgentSocket {
    var path: String

    /// An agent answers from memory: one that has not by then does not.
    private static let limit: Duration = .seconds(3)

    /// - Returns: what `GET /v1/status` answers.
    func status() throws -> JSONValue {
        let response = try exchange("GET /v1/status", body: nil)
        guard response.status == 200 else { throw refusal(response) }
        return try json(response.body)
    }

    /// The store the agent uses; `nil` where no agent answers at all.
    func storeLocation() throws -> String? {
        do {
            return try status()["store"]?["location"]?.string
        } catch let failure as Failure {
            guard failure == absence else { throw failure }
            return nil
        }
    }

    /// Sends outcomes to `POST /v1/outcomes`.
    ///
    /// - Returns: how many were accepted, and why others were not.
    func report(_ outcomes: [JSONValue]) throws -> JSONValue {
        let response = try exchange("POST /v1/outcomes", body: JSONValue.array(outcomes).canonical)
        // A batch of which nothing was accepted is answered 400, with the reasons.
        guard let answer = try? json(response.body), answer["accepted"] != nil else { throw refusal(response) }
        return answer
    }

    /// Has something held back on this host by hand, or what is held that way ended.
    ///
    /// - Throws: a `Failure` with what the agent says where it refuses.
    func order(_ order: JSONValue, ends: Bool) throws -> JSONValue {
        let path = ends ? "restorations" : "restrictions"
        let response = try exchange("POST /v1/host/\(path)", body: order.canonical)
        guard response.status == 200 else { throw refusal(response) }
        return try json(response.body)
    }

    private func exchange(_ requestLine: String, body: [UInt8]?) throws -> HTTPAnswer {
        var head = "\(requestLine) HTTP/1.1\r\nHost: localhost\r\nAccept: application/json\r\nConnection: close\r\n"
        if let body { head += "Content-Type: application/json\r\nContent-Length: \(body.count)\r\n" }
        do {
            let connection = try UnixConnection.open(path, within: Self.limit)
            try connection.send(Array("\(head)\r\n".utf8) + (body ?? []))
            var received: [UInt8] = []
            while true {
                let bytes = try connection.receive()
                received += bytes
                if let response = try HTTPAnswer.parse(received, ended: bytes.isEmpty) { return response }
            }
        } catch let fault as UnixConnection.Fault {
            throw failure(fault)
        } catch let fault as HTTPAnswer.Malformed {
            throw Failure("the agent's answer on \(path) cannot be read: \(fault.reason)")
        }
    }

    /// What is said where nobody listens.
    var absence: Failure {
        Failure(
            "no agent answers on \(path)",
            advice: "Start it: flagpost agent. If it runs elsewhere, name its --namespace and --runtime-dir.")
    }

    private func failure(_ fault: UnixConnection.Fault) -> Failure {
        switch fault {
        case .absent: absence
        case .timedOut: Failure("the agent on \(path) does not answer in time", advice: "Look at its log.")
        case .failed(let reason): Failure("the agent's socket \(path) cannot be used: \(reason)")
        }
    }

    private func json(_ body: [UInt8]) throws -> JSONValue {
        do {
            return try JSONValue.parse(body, limits: JSONLimits(bytes: HTTPAnswer.longestBody))
        } catch {
            throw Failure("the agent's answer on \(path) cannot be read: \(error)")
        }
    }

    /// Problem JSON (RFC 9457), where the agent says why.
    private func refusal(_ response: HTTPAnswer) -> Failure {
        let problem = try? JSONValue.parse(response.body)
        let reason = problem?["detail"]?.string ?? problem?["title"]?.string
        return Failure("the agent answers \(response.status): \((reason ?? "it does not say why").withoutControls)")
    }
}
