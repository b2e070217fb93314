/// An ``AdmissionQueue`` that turns calls away which cannot be served in time.
struct SheddingAdmission<Waiter> {
    private var queue: AdmissionQueue<Waiter>
    private var delay: ControlledDelay
    /// How long calls keep their permits, in nanoseconds; 0 before the first. The average of about sixteen calls: few
    /// enough to follow, many enough not to jump.
    private var service = 0.0

    /// - Parameters:
    ///   - concurrency: How many calls may run.
    ///   - target: How long calls may wait when all is well.
    ///   - interval: For how long they may wait longer.
    init(concurrency: Int, maximumWaiting: Int, target: Duration, interval: Duration) {
        queue = AdmissionQueue(limit: concurrency, maximumWaiting: maximumWaiting)
        delay = ControlledDelay(target: target, interval: interval)
    }

    /// Takes the permit back of a call that has had it for some time.
    mutating func finish(from start: Timestamp, to end: Timestamp) -> Verdicts<Waiter> {
        let held = Double(start.nanoseconds(to: end))
        service += (held - service) * (service == 0 ? 1 : 1.0 / 16)
        return release(at: end)
    }

    /// How long a newcomer would take when all permits are in use, in nanoseconds.
    private func expectedTime(_ priority: RequestPriority) -> Double {
        Double(queue.waiting(before: priority) + 1) * permitInterval + service
    }

    /// After how long, on average, a permit becomes free when all are in use, in nanoseconds.
    private var permitInterval: Double { service / Double(queue.limit) }

    private mutating func observe(at time: Timestamp) {
        delay.observe(oldestArrival: queue.oldestArrival, permitInterval: permitInterval, at: time)
    }

    /// Turns calls away as long as one has waited too long: the lowest priority first, there the oldest first.
    ///
    /// Also younger ones of a lower priority. None of them would have been served since the one came that has waited
    /// too long, and none would be now.
    private mutating func shed(at time: Timestamp) -> [(waiter: Waiter, why: Refusal)] {
        observe(at: time)
        guard delay.isOverloaded else { return [] }
        var shed: [(waiter: Waiter, why: Refusal)] = []
        while let oldest = queue.oldestArrival, delay.isOverdue(oldest, at: time), let waiter = queue.evictLowest() {
            shed.append((waiter, .delayed))
        }
        return shed
    }
}

extension SheddingAdmission: AdmissionControl {
    var inFlight: Int { queue.inFlight }
    var waiting: Int { queue.waiting }

    mutating func tryAcquire() -> Bool {
        queue.tryAcquire()
    }

    mutating func arrive(_ waiter: Waiter, _ arrival: Arrival) -> (Answer<Waiter>, Verdicts<Waiter>) {
        // With a free permit there is nothing to be gained by turning the call away, however little time it has.
        if queue.tryAcquire() { return (.decided(.admitted), Verdicts()) }
        var verdicts = Verdicts<Waiter>()
        verdicts.refused = shed(at: arrival.time)
        defer { observe(at: arrival.time) }
        if let deadline = arrival.deadline,
            Double(arrival.time.nanoseconds(to: deadline)) < expectedTime(arrival.priority)
        {
            return (.decided(.refused(.hopeless)), verdicts)
        }
        if queue.isFull, let lowest = queue.lowestPriority, lowest < arrival.priority, let waiter = queue.evictLowest()
        {
            verdicts.refused.append((waiter, .displaced))
        }
        return (queue.offer(waiter, arrival), verdicts)
    }

    mutating func leave(_ ticket: WaitingList<Waiter>.Ticket, at time: Timestamp) {
        observe(at: time)
        queue.leave(ticket)
        observe(at: time)
    }

    mutating func release(at time: Timestamp) -> Verdicts<Waiter> {
        guard queue.waiting > 0 else { return Verdicts(admitting: queue.release()) }
        observe(at: time)
        // First who is served, then who is not: a permit is not left unused because all have waited too long.
        var verdicts = Verdicts(admitting: queue.release())
        verdicts.refused = shed(at: time)
        return verdicts
    }
}
