#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

extension JSONCodec {
    /// How a `Date` is written in JSON, which has no dates of its own.
    public struct DateFormat: Sendable {
        enum Choice: Sendable {
            case deferredToDate
            case secondsSince1970
            case millisecondsSince1970
            case iso8601
            case custom(
                encode: @Sendable (Date, any Encoder) throws -> Void,
                decode: @Sendable (any Decoder) throws -> Date
            )
        }

        let choice: Choice

        /// Seconds since 2001-01-01 00:00:00 UTC, as `Date` itself and Foundation's coders do it.
        ///
        /// Only Swift and Objective-C programs expect this; choose another one for an interface that others use.
        public static let deferredToDate = DateFormat(choice: .deferredToDate)

        /// Seconds since 1970-01-01 00:00:00 UTC, with a fraction if there is one.
        public static let secondsSince1970 = DateFormat(choice: .secondsSince1970)

        /// Milliseconds since 1970-01-01 00:00:00 UTC, as JavaScript counts.
        public static let millisecondsSince1970 = DateFormat(choice: .millisecondsSince1970)

        /// A string like `2026-11-22T18:27:00Z`: RFC 3339 in UTC, in whole seconds.
        public static let iso8601 = DateFormat(choice: .iso8601)

        /// A format of your own.
        ///
        /// ```swift
        /// let days = JSONCodec.DateFormat.custom(
        ///     encode: { date, encoder in
        ///         try (date.timeIntervalSince1970 / 86_400).encode(to: encoder)
        ///     },
        ///     decode: { decoder in
        ///         Date(timeIntervalSince1970: try Double(from: decoder) * 86_400)
        ///     }
        /// )
        /// ```
        ///
        /// - Parameters:
        ///   - encode: writes the date; one that writes nothing leaves an empty object.
        ///   - decode: reads the date.
        public static func custom(
            encode: @escaping @Sendable (Date, any Encoder) throws -> Void,
            decode: @escaping @Sendable (any Decoder) throws -> Date
        ) -> DateFormat {
            DateFormat(choice: .custom(encode: encode, decode: decode))
        }
    }
}
