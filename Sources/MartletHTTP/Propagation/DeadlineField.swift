import Martlet

/// The field that carries a deadline: the time that was left when the request was sent, in the wire format of gRPC,
/// as `250m` for 250 milliseconds.
///
/// A duration and not a point in time, since the clocks of two machines do not agree. Source:
/// [gRPC over HTTP/2](https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md), rule `Timeout`.
package enum DeadlineField {
    /// The name of the field, in lower case.
    package static let name = "grpc-timeout"

    /// The largest number that fits in the eight digits of the format.
    private static let maximumValue: Int64 = 99_999_999

    /// The units from fine to coarse, with how many of the next finer one each holds.
    private static let units: [(letter: String, factor: Int64)] = [
        ("n", 1), ("u", 1_000), ("m", 1_000), ("S", 1_000), ("M", 60), ("H", 60),
    ]

    /// Writes a duration in the finest unit that holds it.
    ///
    /// It is rounded down, so that no hop believes to have more time than there is; but never to zero, which peers
    /// treat as expired on arrival.
    ///
    /// - Parameter remaining: The time that is left. What is below a nanosecond, and what is negative, counts as one.
    package static func format(_ remaining: Duration) -> String {
        var value = max(1, remaining.saturatedNanoseconds)
        for (letter, factor) in units {
            value /= factor
            if value <= maximumValue { return "\(value)\(letter)" }
        }
        return "\(maximumValue)H"
    }

    /// Reads a duration.
    ///
    /// Strict, since the bytes come from a peer: one to eight digits and one of the six units, and nothing else.
    /// Nothing is allocated, and the largest value that the format can hold is still far from the end of `Duration`.
    ///
    /// - Parameter bytes: The value of the field.
    /// - Returns: The duration, zero or more; `nil` when the bytes are not of the format.
    package static func parse(_ bytes: UnsafeRawBufferPointer) -> Duration? {
        guard let unit = bytes.last, (2...9).contains(bytes.count) else { return nil }
        var value: Int64 = 0
        for byte in bytes.dropLast() {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
            value = value * 10 + Int64(byte - UInt8(ascii: "0"))
        }
        return switch unit {
        case UInt8(ascii: "n"): .nanoseconds(value)
        case UInt8(ascii: "u"): .microseconds(value)
        case UInt8(ascii: "m"): .milliseconds(value)
        case UInt8(ascii: "S"): .seconds(value)
        case UInt8(ascii: "M"): .seconds(value * 60)
        case UInt8(ascii: "H"): .seconds(value * 3_600)
        default: nil
        }
    }
}
