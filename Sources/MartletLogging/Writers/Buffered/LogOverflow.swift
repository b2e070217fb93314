/// What happens to a line that finds the buffer full.
public struct LogOverflow: Sendable, Hashable {
    enum Kind: Sendable, Hashable {
        case dropNewest
        case dropOldest
        case block(Duration)
    }

    let kind: Kind

    /// The line is dropped: what led to the jam stays readable.
    public static let dropNewest = LogOverflow(kind: .dropNewest)

    /// The oldest lines make room for it, at least an eighth of the buffer at once: what happens now stays readable.
    public static let dropOldest = LogOverflow(kind: .dropOldest)

    /// The caller waits for room, and the line is dropped when there is none in time.
    ///
    /// The thread of the caller blocks, with everything else that runs on it: for batch programs, not for services.
    ///
    /// - Parameter duration: The longest wait.
    public static func block(upTo duration: Duration) -> LogOverflow {
        LogOverflow(kind: .block(duration))
    }
}
