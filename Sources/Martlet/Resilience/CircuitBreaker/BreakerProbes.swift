/// The calls that decide whether a half-open breaker closes.
///
/// There are as many places as successes are needed. A probe that succeeds keeps its place, one that counts as nothing
/// gives it back. When all places are taken and the last probe began longer ago than the patience, those in flight lose
/// theirs: a new round begins, with a place for each success that is still missing. Results of earlier rounds count all
/// the same, or a peer that takes longer than the patience could never close the breaker.
struct BreakerProbes: Sendable {
    private let limit: Int
    private let patience: Duration
    private var round: Int32 = 0
    private var lastBegin = Duration.zero
    private var inFlight = 0
    private var successes = 0

    init(limit: Int, patience: Duration) {
        self.limit = limit
        self.patience = patience
    }

    /// Takes a place; the round that it is of, or `nil` when there is none.
    mutating func begin(at now: Duration) -> Int32? {
        if inFlight + successes >= limit {
            guard now - lastBegin >= patience else { return nil }
            round &+= 1
            inFlight = 0
        }
        lastBegin = now
        inFlight += 1
        return round
    }

    /// A probe has succeeded.
    ///
    /// - Returns: Whether it was the last one that is needed.
    mutating func succeed(_ round: Int32) -> Bool {
        giveBack(round)
        successes += 1
        return successes >= limit
    }

    /// A probe has come to nothing.
    mutating func giveBack(_ round: Int32) {
        if round == self.round { inFlight -= 1 }
    }
}
