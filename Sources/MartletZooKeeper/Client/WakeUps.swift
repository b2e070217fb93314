/// Which timer counts, when there is one at a time and it may go off while it is being replaced.
///
/// A timer that was replaced may have said already that it went off: that word is on its way. Each timer has a number, so
/// that such a word is told from one of the timer in its place, which is still to come.
struct WakeUps {
    private var number = 0
    private var time: Duration?

    /// Notes that somebody wants to be woken up.
    ///
    /// - Parameter time: When.
    /// - Returns: The number of the timer to set, in place of the one there is; `nil` when that goes off early enough.
    mutating func want(at time: Duration) -> Int? {
        if let set = self.time, set <= time { return nil }
        self.time = time
        number += 1
        return number
    }

    /// Notes that a timer went off.
    ///
    /// - Returns: Whether it is the one that counts.
    mutating func wentOff(_ number: Int) -> Bool {
        guard number == self.number, time != nil else { return false }
        time = nil
        return true
    }
}
