/// Who runs and who waits: a number of permits, and a bounded list of those who wait for one.
///
/// Nobody waits while a permit is free, and a permit that is given back goes to who is next, so a newcomer never gets
/// ahead of those who wait.
struct AdmissionQueue<Waiter> {
    typealias Ticket = WaitingList<Waiter>.Ticket

    /// How many may run. It may be less than do run; then permits vanish as they are given back.
    private(set) var limit: Int
    private(set) var inFlight = 0
    private let maximumWaiting: Int
    private var list = WaitingList<Waiter>()

    init(limit: Int, maximumWaiting: Int) {
        self.limit = limit
        self.maximumWaiting = maximumWaiting
    }

    var waiting: Int { list.count }
    var isFull: Bool { list.count >= maximumWaiting }
    var oldestArrival: Timestamp? { list.oldestArrival }
    var lowestPriority: RequestPriority? { list.lowestPriority }

    mutating func tryAcquire() -> Bool {
        guard inFlight < limit else { return false }
        inFlight += 1
        return true
    }

    mutating func offer(_ waiter: Waiter, _ arrival: Arrival) -> Answer<Waiter> {
        if tryAcquire() { return .decided(.admitted) }
        guard !isFull else { return .decided(.refused(.full)) }
        return .waits(list.append(waiter, priority: arrival.priority, at: arrival.time))
    }

    mutating func leave(_ ticket: Ticket) {
        _ = list.remove(ticket)
    }

    /// Gives a permit back.
    ///
    /// - Returns: Who has it now.
    mutating func release() -> Waiter? {
        assert(inFlight > 0, "a permit was given back twice")
        inFlight -= 1
        return admitNext()
    }

    /// Changes the number of permits.
    ///
    /// - Returns: Who has the new ones.
    mutating func changeLimit(to limit: Int) -> [Waiter] {
        self.limit = limit
        var admitted: [Waiter] = []
        while let waiter = admitNext() { admitted.append(waiter) }
        return admitted
    }

    /// Takes the oldest of the lowest priority out of the list.
    mutating func evictLowest() -> Waiter? {
        list.popLowest()
    }

    /// How many are served before a newcomer.
    func waiting(before priority: RequestPriority) -> Int {
        list.count(before: priority)
    }

    private mutating func admitNext() -> Waiter? {
        guard inFlight < limit, let waiter = list.popFirst() else { return nil }
        inFlight += 1
        return waiter
    }
}

/// By itself it is a bulkhead.
extension AdmissionQueue: AdmissionControl {
    mutating func arrive(_ waiter: Waiter, _ arrival: Arrival) -> (Answer<Waiter>, Verdicts<Waiter>) {
        (offer(waiter, arrival), Verdicts())
    }

    mutating func leave(_ ticket: Ticket, at time: Timestamp) {
        leave(ticket)
    }

    mutating func release(at time: Timestamp) -> Verdicts<Waiter> {
        Verdicts(admitting: release())
    }
}
