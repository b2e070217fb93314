#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The processors that the scheduler may run this process on, as `taskset` sets them.
enum ProcessorAffinity {
    /// Their number, or `nil` where the system does not say.
    static var count: Int? {
        #if os(Linux)
        guard let status = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8) else { return nil }
        return count(inStatus: status)
        #else
        return nil
        #endif
    }

    /// Counts the processors in the mask of the line `Cpus_allowed:	ff,ffffffff`.
    static func count(inStatus status: String) -> Int? {
        guard let line = status.split(separator: "\n").first(where: { $0.hasPrefix("Cpus_allowed:") }) else {
            return nil
        }
        let count = line.dropFirst("Cpus_allowed:".count).reduce(0) { $0 + ($1.hexDigitValue?.nonzeroBitCount ?? 0) }
        return count > 0 ? count : nil
    }
}
