import MartletTesting

#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// Random times, the same in every run with the same seed.
struct SimulatedRandom {
    private var generator: SeededGenerator

    init(seed: UInt64) {
        generator = SeededGenerator(seed: seed)
    }

    /// A number from 0 up to but not including 1.
    mutating func unit() -> Double {
        Double(generator.next() >> 11) * 0x1p-53
    }

    /// Times between events that do not depend on each other.
    mutating func exponential(mean: Duration) -> Duration {
        mean * -log(1 - unit())
    }

    /// Times as services have them: most are near the median, a few take many times as long.
    ///
    /// - Parameters:
    ///   - median: Half of the times are shorter.
    ///   - sigma: The standard deviation of the logarithm; with 1 the 99th percentile is ten times the median.
    mutating func logNormal(median: Duration, sigma: Double) -> Duration {
        median * exp(sigma * normal())
    }

    /// A number from the normal distribution with mean 0 and standard deviation 1. Source: Box and Muller, 1958.
    mutating func normal() -> Double {
        (-2 * log(1 - unit())).squareRoot() * cos(2 * Double.pi * unit())
    }
}
