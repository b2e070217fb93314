#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Android)
import Android
#endif

/// The latency of an instance as Finagle's peak EWMA keeps it, and what failures add to it, in one word for an atomic.
///
/// - A latency above the average replaces it; one below moves it, by more the longer the last one was ago.
/// - A failure never lowers the average, however fast it was. Each doubles the cost, up to 1 024 times; a success takes
///   a doubling back. So an error in a hundred changes little, and an instance that only fails is soon left alone.
/// - The cost decays with time, so that an instance that was slow, or has failed, is tried again.
///
/// Bits 0 to 23 are the latency as a `Float` of nanoseconds without its sign and its last seven bits, bits 24 to 31
/// sixteenths of doublings, and bits 32 to 63 the time in units of 2²⁰ ns, about a millisecond, which start again after
/// 52 days: what seems to lie ahead counts as the present moment.
struct LatencyAverage: Equatable {
    /// What stands for the latency of an instance that has not answered yet, in nanoseconds: an hour.
    static let unknown: Float = 3_600e9

    private static let doubling = 16
    private static let mostDoublings = 10
    /// Doublings per time constant: the binary logarithm of e.
    private static let doublingsPerDecay = 1.442_695

    private(set) var word: UInt64

    init(word: UInt64 = 0) {
        self.word = word
    }

    /// Whether a call has ended yet.
    var isKnown: Bool { word != 0 }

    /// The average in nanoseconds, without what failures add.
    var latency: Float {
        get { Float(bitPattern: UInt32(truncatingIfNeeded: word & 0xFF_FFFF) << 7) }
        set {
            let bounded = min(max(newValue, 1), Self.unknown)
            word = word & ~0xFF_FFFF | UInt64(((bounded.bitPattern &+ 0x40) >> 7) & 0xFF_FFFF)
        }
    }

    /// What failures add, in sixteenths of doublings.
    private(set) var penalty: Int {
        get { Int(word >> 24 & 0xFF) }
        set { word = word & ~0xFF00_0000 | UInt64(min(max(newValue, 0), Self.doubling * Self.mostDoublings)) << 24 }
    }

    private var tick: UInt32 {
        get { UInt32(truncatingIfNeeded: word >> 32) }
        set { word = word & 0xFFFF_FFFF | UInt64(newValue) << 32 }
    }

    /// A call has ended.
    ///
    /// - Parameters:
    ///   - nanoseconds: How long it took.
    ///   - isFailure: Whether the instance has failed.
    ///   - now: The present moment in nanoseconds.
    ///   - decay: The time constant in nanoseconds, above 0.
    mutating func observe(_ nanoseconds: Int64, isFailure: Bool, at now: Int64, decay: Int64) {
        let sample = Float(max(1, nanoseconds))
        let age = age(at: now)
        let isFirst = !isKnown
        if isFailure {
            latency = isFirst ? sample : max(latency, sample)
            penalty += Self.doubling
            tick = Self.tick(now)
            return
        }
        if penalty > 0 {
            let decayed = Self.doublingsPerDecay * Double(age) / Double(decay) * Double(Self.doubling)
            // What has decayed already is not taken back a second time.
            penalty -= Int(min(decayed, 255)) + Self.doubling
        }
        if isFirst || sample > latency {
            latency = sample
        } else if age >= decay / 256 {
            // More often would change less than what a word of this size can tell.
            latency += (sample - latency) * Float(1 - exp2(-Self.doublingsPerDecay * Double(age) / Double(decay)))
        } else {
            return
        }
        tick = Self.tick(now)
    }

    /// A call has been given up before it was answered: a lower bound of its latency. So it never lowers the cost, and says
    /// nothing where nothing is known.
    ///
    /// - Parameters:
    ///   - nanoseconds: How long it was under way.
    ///   - now: The present moment in nanoseconds.
    ///   - decay: The time constant in nanoseconds, above 0.
    mutating func observe(atLeast nanoseconds: Int64, at now: Int64, decay: Int64) {
        let sample = Float(max(1, nanoseconds))
        guard isKnown, sample > cost(at: now, decay: decay) else { return }
        latency = sample
        // It is dearer than with its failures, and not dearer than what is known of it.
        penalty = 0
        tick = Self.tick(now)
    }

    /// The average in nanoseconds with what failures add and with what time has taken.
    func cost(at now: Int64, decay: Int64) -> Float {
        guard decay > 0 else { return latency }
        let doublings = Double(penalty) / Double(Self.doubling)
        return latency * Float(exp2(doublings - Self.doublingsPerDecay * Double(age(at: now)) / Double(decay)))
    }

    /// The time since the last change, in nanoseconds.
    private func age(at now: Int64) -> Int64 {
        Int64(max(0, Int32(truncatingIfNeeded: Self.tick(now) &- tick))) << 20
    }

    private static func tick(_ nanoseconds: Int64) -> UInt32 {
        UInt32(truncatingIfNeeded: nanoseconds >> 20)
    }
}
