import MartletHTTP1
import NIOCore

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#endif

/// What the connections of HTTP on one event loop share besides what all do: memory for the head of one request at a time, and
/// the date.
///
/// `@unchecked Sendable`: everything but `init` and the constants is used on `eventLoop` only.
package final class ConnectionLoop: ServerLoop, @unchecked Sendable {
    let fields: HTTP1FieldTable

    @exclusivity(unchecked) private var dateCache = HTTP1DateCache()

    init(_ eventLoop: any EventLoop, fieldCount: Int) {
        fields = HTTP1FieldTable(capacity: fieldCount)
        super.init(eventLoop)
    }

    /// The `Date` field of a response that is sent now.
    func dateLine() -> InlineArray<37, UInt8> {
        dateCache.line(atUnixSecond: Self.unixSecond())
    }

    /// The time in milliseconds, from any moment on. A coarse clock costs 3 ns.
    func milliseconds() -> Int {
        let time = Self.time(Self.steadyClock)
        return time.tv_sec * 1_000 + time.tv_nsec / 1_000_000
    }

    private static func unixSecond() -> Int { time(wallClock).tv_sec }

    private static func time(_ clock: clockid_t) -> timespec {
        var time = timespec()
        clock_gettime(clock, &time)
        return time
    }

    #if os(Linux)
    private static var wallClock: clockid_t { CLOCK_REALTIME_COARSE }
    private static var steadyClock: clockid_t { CLOCK_MONOTONIC_COARSE }
    #else
    private static var wallClock: clockid_t { CLOCK_REALTIME }
    private static var steadyClock: clockid_t { CLOCK_MONOTONIC }
    #endif
}
