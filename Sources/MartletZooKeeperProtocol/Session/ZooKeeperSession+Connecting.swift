extension ZooKeeperSession {
    /// Turns to the next server.
    mutating func connect(at now: Duration, _ actions: inout [Action]) {
        guard !order.isEmpty else { return }
        state = .connecting(until: now + settings.connectTimeout)
        actions.append(.connect(order[position % order.count]))
        position = (position + 1) % order.count
    }

    /// Notes that the connection, or the attempt to make one, has failed, and pauses a little before the next.
    mutating func lose(
        _ reason: String,
        at now: Duration,
        using random: inout some RandomNumberGenerator,
        _ actions: inout [Action]
    ) {
        switch state {
        case .idle, .pausing, .ended: return
        case .closing: return end(&actions)
        // A server that hangs up as soon as it has greeted is as bad as one that is away.
        case .established where now - establishedAt >= timeout / 3: failures = 0
        case .established, .connecting, .handshaking: break
        }
        for request in inFlight { actions.append(.answer(request.id, .failure(.connectionLoss))) }
        inFlight = []
        frames = FrameReader()
        actions.append(.lost(reason))
        // At random, so that the clients of a server that has gone do not all arrive at the next one at once.
        let longest = min(1000, 50 << min(failures, 5))
        failures += 1
        state = .pausing(until: now + .milliseconds(Int.random(in: longest / 2...longest, using: &random)))
    }

    /// Notes that a server has hung up instead of an answer.
    ///
    /// That is how servers refuse a client that has seen changes that they have not, for good if their data is lost. So
    /// after a while, when the session is over anyway, the client begins again from nothing.
    mutating func refused(at now: Duration, _ actions: inout [Action]) {
        refusals += 1
        guard refusals >= 2 * settings.servers, now - lastReceived > timeout,
            greeting.session != 0 || greeting.lastChange != 0
        else { return }
        greeting.lastChange = 0
        forgetSession(&actions)
    }

    private mutating func forgetSession(_ actions: inout [Action]) {
        guard greeting.session != 0 else { return }
        greeting.session = 0
        greeting.password = []
        actions.append(.expired)
    }

    /// Takes the answer to the greeting.
    mutating func greeted(
        _ frame: ArraySlice<UInt8>,
        at now: Duration,
        using random: inout some RandomNumberGenerator,
        _ actions: inout [Action]
    ) throws(JuteError) {
        let response = try ConnectResponse(frame)
        refusals = 0
        guard response.timeout > 0 else {
            forgetSession(&actions)
            actions.append(.disconnect)
            return lose("the session has expired", at: now, using: &random, &actions)
        }
        guard response.session != 0 else { throw JuteError("the server has given no session") }
        let isNew = response.session != greeting.session
        greeting.session = response.session
        greeting.password = response.password
        // What a server grants may be anything; no time-out makes us flood it or wait for days.
        timeout = min(max(.milliseconds(Int(response.timeout)), .milliseconds(300)), .seconds(3600))
        state = .established
        establishedAt = now
        lastSent = now
        if let credentials = settings.credentials {
            actions.append(.send(ZooKeeperRequest.credentials(scheme: "digest", credentials)))
        }
        actions.append(.established(response.session, isNew: isNew))
        sendWaiting(at: now, &actions)
    }
}
