/// A call that asks for a permit.
struct Arrival: Sendable {
    var time: Timestamp
    var priority = RequestPriority.normal
    var deadline: Timestamp?
}

/// What becomes of a call that asked.
enum Verdict: Hashable, Sendable {
    /// It has a permit.
    case admitted

    /// It has none, and gets none.
    case refused(Refusal)
}

/// Why a call gets no permit.
enum Refusal: Hashable, Sendable, CaseIterable {
    /// There is no permit and no room to wait.
    case full

    /// Its deadline has passed.
    case expired

    /// Its deadline would pass before it could be done.
    case hopeless

    /// It has waited too long.
    case delayed

    /// A call of a higher priority took its place.
    case displaced
}

/// What a call is told at once.
enum Answer<Waiter>: Equatable {
    case decided(Verdict)

    /// It waits; with the ticket it can leave.
    case waits(WaitingList<Waiter>.Ticket)
}

/// Which of the calls that wait must be told something.
struct Verdicts<Waiter> {
    var admitted: [Waiter] = []
    var refused: [(waiter: Waiter, why: Refusal)] = []

    init() {}

    init(admitting waiter: Waiter?) {
        if let waiter { admitted.append(waiter) }
    }

    var isEmpty: Bool { admitted.isEmpty && refused.isEmpty }

    mutating func add(_ others: Verdicts) {
        admitted += others.admitted
        refused += others.refused
    }
}

/// What decides about the calls of an ``AdmissionGate``, as a value.
protocol AdmissionControl<Waiter> {
    associatedtype Waiter

    /// Calls that have a permit.
    var inFlight: Int { get }

    /// Calls that wait for one.
    var waiting: Int { get }

    /// Takes a permit if one is free.
    mutating func tryAcquire() -> Bool

    /// Takes a permit, or waits for one, or neither.
    ///
    /// - Returns: What becomes of the call, and of others that wait.
    mutating func arrive(_ waiter: Waiter, _ arrival: Arrival) -> (Answer<Waiter>, Verdicts<Waiter>)

    /// Stops waiting; of no effect when the call has been decided about.
    mutating func leave(_ ticket: WaitingList<Waiter>.Ticket, at time: Timestamp)

    /// Gives a permit back.
    mutating func release(at time: Timestamp) -> Verdicts<Waiter>
}
