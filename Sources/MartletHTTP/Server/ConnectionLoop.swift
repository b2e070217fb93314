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
final class ConnectionLoop: ServerLoop, @unchecked Sendable {
    let fields: HTTP1FieldTable

    @exclusivity(unchecked) private var dateCache = HTTP1DateCache()
    private var dateText = (second: -1, value: "")

    init(_ eventLoop: any EventLoop, fieldCount: Int) {
        fields = HTTP1FieldTable(capacity: fieldCount)
        super.init(eventLoop)
    }

    /// The `Date` field of a response that is sent now.
    func dateLine() -> InlineArray<37, UInt8> {
        dateCache.line(atUnixSecond: Self.unixSecond())
    }

    /// The value of the `Date` field of a response that is sent now.
    func date() -> String {
        let second = Self.unixSecond()
        if second != dateText.second {
            dateText = (second, dateCache.value(atUnixSecond: second))
        }
        return dateText.value
    }

    /// Whole seconds need no precise clock: the coarse one costs 3 ns.
    private static func unixSecond() -> Int {
        var time = timespec()
        #if os(Linux)
        clock_gettime(CLOCK_REALTIME_COARSE, &time)
        #else
        clock_gettime(CLOCK_REALTIME, &time)
        #endif
        return time.tv_sec
    }
}
