package import Logging

extension Logger.MetadataValue {
    /// A duration as logs show it: milliseconds to the microsecond, `12.034`. A number and not a text, so that it is one in
    /// the lines of JSON, too.
    package static func milliseconds(nanoseconds: Int64) -> Logger.MetadataValue {
        .stringConvertible(Double(max(nanoseconds, 0) / 1_000) / 1_000)
    }
}
