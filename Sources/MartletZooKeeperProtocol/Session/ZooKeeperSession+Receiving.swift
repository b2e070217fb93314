extension ZooKeeperSession {
    mutating func receive(
        _ bytes: [UInt8],
        at now: Duration,
        using random: inout some RandomNumberGenerator,
        _ actions: inout [Action]
    ) {
        switch state {
        case .idle, .pausing, .connecting, .ended: return
        case .handshaking, .established, .closing: break
        }
        lastReceived = now
        frames.append(bytes)
        do {
            while let frame = try frames.next() {
                switch state {
                case .handshaking: try greeted(frame, at: now, using: &random, &actions)
                case .established: try answered(frame, at: now, using: &random, &actions)
                // The answer to the farewell; whatever it says, it was the last one.
                case .closing: return end(&actions)
                // What comes after the frame that has ended the connection does not count.
                default: return
                }
            }
        } catch {
            actions.append(.disconnect)
            lose("the server makes no sense: \(error.description)", at: now, using: &random, &actions)
        }
        sendWaiting(at: now, &actions)
    }

    /// Takes a message of an established session. Answers come in the order of the requests.
    private mutating func answered(
        _ frame: ArraySlice<UInt8>,
        at now: Duration,
        using random: inout some RandomNumberGenerator,
        _ actions: inout [Action]
    ) throws(JuteError) {
        var reader = JuteReader(frame)
        let header = try ReplyHeader(&reader)
        switch header.number {
        case ReplyHeader.event:
            actions.append(.changed(try WatchEvent(&reader)))
        case ReplyHeader.ping:
            break
        case ReplyHeader.credentials:
            guard header.error != .none else { break }
            actions.append(.refusedCredentials)
            for request in inFlight { actions.append(.answer(request.id, .failure(.authFailed))) }
            for request in waiting { actions.append(.answer(request.id, .failure(.authFailed))) }
            inFlight = []
            waiting = []
            actions.append(.disconnect)
            lose("the server does not take the credentials", at: now, using: &random, &actions)
        default:
            guard let request = inFlight.first, request.number == header.number else {
                throw JuteError("the answer \(header.number) belongs to no request")
            }
            // Only a change that was really answered counts: a wrong one would shut us out of every other server.
            greeting.lastChange = max(greeting.lastChange, header.change)
            guard header.error == .none else {
                inFlight.removeFirst()
                return actions.append(.answer(request.id, .failure(header.error)))
            }
            let reply = try ZooKeeperReply(to: request.request, &reader)
            inFlight.removeFirst()
            actions.append(.answer(request.id, .success(reply)))
        }
    }
}
