import InMemoryLogging
import Logging
import MartletMetrics
import MartletPrometheus

extension PrometheusMetrics {
    /// The page of this process's own metrics alone.
    static func plain(
        names: PrometheusNames = .verbatim,
        _ change: (inout Configuration) -> Void = { _ in }
    ) -> PrometheusMetrics {
        PrometheusMetrics(
            Configuration(names: names) {
                $0.includesProcessMetrics = false
                change(&$0)
            }
        )
    }

    var text: String { String(decoding: page(accept: nil, acceptEncoding: nil).body, as: UTF8.self) }

    var openMetrics: String {
        let page = page(accept: "application/openmetrics-text", acceptEncoding: nil)
        return String(decoding: page.body, as: UTF8.self)
    }

    /// The lines of the text that are no comments.
    var lines: [String] { text.split(separator: "\n").map(String.init).filter { !$0.hasPrefix("#") } }
}
