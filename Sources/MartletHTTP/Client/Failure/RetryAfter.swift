#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The value of `Retry-After`: how long to wait, or a date to wait for. Source:
/// [RFC 9110, section 10.2.3](https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3).
enum RetryAfter {
    /// Reads the time to wait.
    ///
    /// - Parameters:
    ///   - value: The value of the field.
    ///   - now: The present moment, in seconds since 1970.
    /// - Returns: The time to wait, zero or more; `nil` when the value is neither form.
    static func parse(_ value: String, now: Double = Date().timeIntervalSince1970) -> Duration? {
        let value = value.split(separator: " ", omittingEmptySubsequences: true).joined(separator: " ")
        if !value.isEmpty, value.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) {
            // A century is as good as what does not fit.
            return .seconds(min(Int64(value) ?? .max, 100 * 366 * 86_400))
        }
        guard let date = HTTPDate.parse(value) else { return nil }
        return max(.zero, .milliseconds(Int64((Double(date) - now) * 1_000)))
    }
}
