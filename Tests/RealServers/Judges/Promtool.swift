extension Requirement {
    /// promtool, which comes with Debian's `prometheus`.
    package static let promtool = Requirement("promtool", package: "apt-get install prometheus") {
        [Installation.program("promtool")]
    }
}

/// `promtool check metrics`: parses a page of the classic text format (0.0.4) and looks for bad style.
///
/// It does not read OpenMetrics (`# EOF` is a comment to it), and takes a histogram without `+Inf`: let
/// `OpenMetricsParser` and `Prometheus.targets()` judge those too.
package enum Promtool {
    /// What it finds: nothing if all is well.
    ///
    /// - Throws: `ServerError` when it cannot parse the page.
    package static func check(_ page: String) async throws -> [String] {
        let program = try Requirement.promtool.program
        let result = try await Tool.run(Command(program, ["check", "metrics"]), input: page.utf8)
        let lines = result.errors.split(separator: "\n").map(String.init)
        switch result.code {
        case 0: return []
        case 3: return lines
        default: throw ServerError("promtool check metrics: \(lines.joined(separator: "\n"))")
        }
    }
}
