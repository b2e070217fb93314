/// So many of something within a time. The time begins anew when it is over, so twice as many may come in a row around that.
struct HTTP2RateLimit: Sendable {
    private let limit: Int
    private let duration: Int
    private var count = 0
    private var start = 0

    /// A limit.
    ///
    /// - Parameters:
    ///   - limit: How many.
    ///   - duration: Within how many milliseconds.
    init(count limit: Int, milliseconds duration: Int) {
        self.limit = limit
        self.duration = duration
    }

    /// Counts one.
    ///
    /// - Parameter now: The time in milliseconds, from any moment on.
    /// - Returns: Whether it is within the limit.
    mutating func allows(at now: Int) -> Bool {
        if count == 0 || now - start >= duration {
            start = now
            count = 0
        }
        count += 1
        return count <= limit
    }
}
