/// A session with an ensemble of servers, as a value: what happens goes in, what is to be done comes out.
///
/// It connects to the servers in random order, one after the other. When a connection is lost it takes the session along to
/// the next server; when the servers have given the session up, it makes another. Time is a duration since any moment.
package struct ZooKeeperSession: Sendable {
    enum State: Hashable {
        case idle
        case pausing(until: Duration)
        case connecting(until: Duration)
        case handshaking(until: Duration)
        case established
        case closing(until: Duration)
        case ended
    }

    struct InFlight {
        let number: Int32
        let id: UInt64
        let request: ZooKeeperRequest
    }

    let settings: Settings
    var state = State.idle

    // The servers, in the order in which they are tried.
    var order: [Int] = []
    var position = 0
    /// Attempts that have failed one after the other.
    var failures = 0
    /// How often servers have hung up instead of an answer, one after the other.
    var refusals = 0

    // The session.
    var greeting: ConnectRequest
    var timeout: Duration

    // The connection.
    var frames = FrameReader()
    var inFlight: [InFlight] = []
    var nextNumber: Int32 = 1
    var establishedAt = Duration.zero
    var lastSent = Duration.zero
    /// When a server was last heard, on this connection or an earlier one.
    var lastReceived = Duration.zero

    // What the application wants.
    var waiting: [(id: UInt64, request: ZooKeeperRequest)] = []

    package init(_ settings: Settings) {
        self.settings = settings
        timeout = settings.sessionTimeout
        let milliseconds = settings.sessionTimeout / .milliseconds(1)
        greeting = ConnectRequest(timeout: Int32(min(max(milliseconds, 1), 86_400_000)))
    }

    /// When it wants to be woken up, if nothing else happens before.
    package var nextWakeUp: Duration? {
        switch state {
        case .idle, .ended: nil
        case .pausing(let time), .connecting(let time), .handshaking(let time), .closing(let time): time
        case .established: min(lastReceived + timeout * 2 / 3, lastSent + timeout / 3)
        }
    }

    /// Takes what has happened.
    ///
    /// - Parameters:
    ///   - event: What has happened.
    ///   - now: When; never earlier than the last time.
    ///   - random: Where chance comes from.
    /// - Returns: What is to be done.
    package mutating func handle(
        _ event: Event,
        at now: Duration,
        using random: inout some RandomNumberGenerator
    ) -> [Action] {
        var actions: [Action] = []
        switch event {
        case .started:
            guard state == .idle else { break }
            order = Array(0..<settings.servers).shuffled(using: &random)
            connect(at: now, &actions)
        case .connected:
            guard case .connecting(let until) = state else { break }
            state = .handshaking(until: until)
            frames = FrameReader()
            actions.append(.send(greeting.frame))
        case .received(let bytes):
            receive(bytes, at: now, using: &random, &actions)
        case .closed:
            if case .handshaking = state { refused(at: now, &actions) }
            lose("the server has closed the connection, or there is none", at: now, using: &random, &actions)
        case .wokeUp:
            wakeUp(at: now, using: &random, &actions)
        case .requested(let id, let request):
            if state == .ended || isClosing {
                actions.append(.answer(id, .failure(.sessionExpired)))
            } else {
                waiting.append((id, request))
                sendWaiting(at: now, &actions)
            }
        case .cancelled(let id):
            waiting.removeAll { $0.id == id }
        case .stopped:
            stop(at: now, &actions)
        }
        return actions
    }

    private var isClosing: Bool {
        if case .closing = state { true } else { false }
    }

    private mutating func wakeUp(
        at now: Duration,
        using random: inout some RandomNumberGenerator,
        _ actions: inout [Action]
    ) {
        guard let time = nextWakeUp, time <= now else { return }
        switch state {
        case .idle, .ended:
            break
        case .pausing:
            connect(at: now, &actions)
        case .connecting, .handshaking:
            actions.append(.disconnect)
            lose("the server has not answered in time", at: now, using: &random, &actions)
        case .established:
            if lastReceived + timeout * 2 / 3 <= now {
                actions.append(.disconnect)
                lose("the server is silent", at: now, using: &random, &actions)
            } else {
                lastSent = now
                actions.append(.send(ZooKeeperRequest.ping))
            }
        case .closing:
            end(&actions)
        }
    }

    private mutating func stop(at now: Duration, _ actions: inout [Action]) {
        switch state {
        case .ended, .closing:
            break
        case .established:
            actions.append(.send(ZooKeeperRequest.closeSession.frame(number: takeNumber())))
            answerAll(with: .sessionExpired, &actions)
            // Servers answer at once, or not at all.
            state = .closing(until: now + min(.seconds(1), settings.connectTimeout))
        default:
            end(&actions)
        }
    }

    mutating func end(_ actions: inout [Action]) {
        answerAll(with: .sessionExpired, &actions)
        state = .ended
        actions += [.disconnect, .ended]
    }

    private mutating func answerAll(with error: ZooKeeperErrorCode, _ actions: inout [Action]) {
        for request in inFlight { actions.append(.answer(request.id, .failure(error))) }
        for request in waiting { actions.append(.answer(request.id, .failure(error))) }
        inFlight = []
        waiting = []
    }

    mutating func takeNumber() -> Int32 {
        defer { nextNumber = nextNumber == .max ? 1 : nextNumber + 1 }
        return nextNumber
    }

    /// Sends what waits, as far as it may.
    mutating func sendWaiting(at now: Duration, _ actions: inout [Action]) {
        guard state == .established, !waiting.isEmpty else { return }
        let free = max(0, settings.maximumInFlight - inFlight.count)
        for (id, request) in waiting.prefix(free) {
            let number = takeNumber()
            inFlight.append(InFlight(number: number, id: id, request: request))
            actions.append(.send(request.frame(number: number)))
            lastSent = now
        }
        waiting.removeFirst(min(free, waiting.count))
    }
}
