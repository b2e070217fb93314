/// The `Date` line of responses, computed once a second. One per event loop.
package struct HTTP1DateCache: Sendable {
    /// `Date: Sun, 06 Nov 1994 08:49:37 GMT` and the line ending.
    package static let lineByteCount = 37

    private var second = 0
    private var bytes = Self.line(atUnixSecond: 0)

    /// A cache that holds the line of 1 January 1970.
    package init() {}

    /// The line for `second`, which is computed only if it's another one than the last time.
    @inline(__always)
    package mutating func line(atUnixSecond second: Int) -> InlineArray<37, UInt8> {
        if second != self.second {
            self.second = second
            bytes = Self.line(atUnixSecond: second)
        }
        return bytes
    }

    /// Where in the line the date is, for versions of HTTP that have no lines.
    package static let valueRange = 6..<lineByteCount - 2

    @inline(never)
    private static func line(atUnixSecond second: Int) -> InlineArray<37, UInt8> {
        IMFFixdate(unixSecond: second).dateLine()
    }
}
