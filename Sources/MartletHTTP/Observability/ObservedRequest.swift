import Martlet

/// What is kept of a request until it has been answered.
struct ObservedRequest: Sendable {
    let method: String
    let path: String
    let userAgent: String?
    let remoteAddress: @Sendable () -> String?
    let start: Timestamp
}

/// What has been answered.
struct ObservedAnswer: Sendable {
    var status = 0
    var byteCount = 0

    /// Whether the body ended before its time.
    var isBrokenOff = false
}
