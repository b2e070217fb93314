#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Android)
import Android
#endif

/// Maps a positive number to the index of the bin that it belongs to: bins whose bounds differ by a fixed ratio.
struct LogarithmicMapping: Hashable, Sendable {
    /// Nearer to zero than this is zero.
    static let leastMagnitude = 1e-15

    private let multiplier: Double

    init(relativeAccuracy: Double) {
        // Half as wide as in the paper, which answers with the middle of a bin: a mean may lie at either end.
        multiplier = 1 / log1p(relativeAccuracy)
    }

    /// - Parameter value: Positive and finite: at most 1.8e308, so that the index is far from the ends of `Int`.
    func index(of value: Double) -> Int {
        Int((log(value) * multiplier).rounded(.up))
    }
}
