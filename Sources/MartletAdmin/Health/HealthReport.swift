import HTTPTypes
import Martlet
import MartletHTTP

/// What a probe answers: 200 when all is well, otherwise 503, and why.
struct HealthReport: Encodable, HTTPStatusProviding {
    struct Entry: Encodable {
        let name: String
        let status: String
        let durationMilliseconds: Double
        let error: String?

        enum CodingKeys: String, CodingKey {
            case name, status, error
            case durationMilliseconds = "duration_ms"
        }

        init(name: String, duration: Duration, error: String?) {
            self.name = name
            self.error = error
            status = error == nil ? "ok" : "failed"
            durationMilliseconds = Double(duration / .microseconds(1)).rounded() / 1_000
        }
    }

    /// `ok`, or what is the matter.
    let status: String
    let checks: [Entry]?

    var httpStatus: HTTPResponse.Status { status == "ok" ? .ok : .serviceUnavailable }

    /// The report, with the checks only if they may be seen.
    func disclosed(_ isDisclosed: Bool) -> HealthReport {
        isDisclosed ? self : HealthReport(status: status, checks: nil)
    }

    /// Runs all checks side by side.
    ///
    /// - Parameters:
    ///   - checks: The checks; the report has them in this order.
    ///   - obstacle: What makes the checks unnecessary, such as that the service is draining.
    static func of(_ checks: [HealthCheck], unless obstacle: String? = nil) async -> HealthReport {
        if let obstacle { return HealthReport(status: obstacle, checks: []) }
        let entries = await withTaskGroup(of: (Int, Entry).self) { group in
            for (index, check) in checks.enumerated() {
                group.addTask { (index, await check.run()) }
            }
            var entries: [(Int, Entry)] = []
            for await entry in group { entries.append(entry) }
            return entries.sorted { $0.0 < $1.0 }.map(\.1)
        }
        return HealthReport(status: entries.allSatisfy { $0.error == nil } ? "ok" : "failed", checks: entries)
    }
}
