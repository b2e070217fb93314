/// An ``AdmissionQueue`` whose limit is a ``ConcurrencyLimit``.
struct AdaptiveAdmission<Waiter> {
    private var algorithm: ConcurrencyLimit
    private var queue: AdmissionQueue<Waiter>

    init(_ algorithm: ConcurrencyLimit, maximumWaiting: Int) {
        self.algorithm = algorithm
        queue = AdmissionQueue(limit: algorithm.limit, maximumWaiting: maximumWaiting)
    }

    var limit: Int { queue.limit }

    /// Learns from a call that goes on as a stream.
    mutating func sample(from start: Timestamp, to end: Timestamp, didDrop: Bool) -> Verdicts<Waiter> {
        algorithm.sample(from: start, to: end, inFlight: queue.inFlight, didDrop: didDrop)
        var verdicts = Verdicts<Waiter>()
        let limit = algorithm.limit
        if limit != queue.limit { verdicts.admitted = queue.changeLimit(to: limit) }
        return verdicts
    }

    /// Learns from a call that has ended, and takes its permit back.
    mutating func finish(from start: Timestamp, to end: Timestamp, didDrop: Bool) -> Verdicts<Waiter> {
        var verdicts = sample(from: start, to: end, didDrop: didDrop)
        if let waiter = queue.release() { verdicts.admitted.append(waiter) }
        return verdicts
    }

    /// Takes the permit of a call back that says nothing about the load.
    mutating func release() -> Waiter? {
        queue.release()
    }
}

extension AdaptiveAdmission: AdmissionControl {
    var inFlight: Int { queue.inFlight }
    var waiting: Int { queue.waiting }

    mutating func tryAcquire() -> Bool {
        queue.tryAcquire()
    }

    mutating func arrive(_ waiter: Waiter, _ arrival: Arrival) -> (Answer<Waiter>, Verdicts<Waiter>) {
        (queue.offer(waiter, arrival), Verdicts())
    }

    mutating func leave(_ ticket: WaitingList<Waiter>.Ticket, at time: Timestamp) {
        queue.leave(ticket)
    }

    mutating func release(at time: Timestamp) -> Verdicts<Waiter> {
        Verdicts(admitting: release())
    }
}
