#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// Prints what a simulation has come to, when asked for: `MARTLET_SIMULATIONS=1 swift test --filter Simulation`.
func report(_ name: String, _ summary: some Any) {
    guard getenv("MARTLET_SIMULATIONS") != nil else { return }
    print("\(name): \(summary)")
}
