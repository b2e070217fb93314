/// The two formats of the page.
enum PrometheusFormat {
    case text
    case openMetrics

    var contentType: String {
        switch self {
        case .text: "text/plain; version=0.0.4; charset=utf-8"
        case .openMetrics: "application/openmetrics-text; version=1.0.0; charset=utf-8"
        }
    }

    /// OpenMetrics for whoever likes it at least as much as text; text for everybody else, whatever they say: a page that
    /// people can read is better than 406.
    static func preferred(by accept: String?) -> PrometheusFormat {
        let choices = ContentPreference(accept).choices
        let openMetrics = choices.filter { choice in
            choice.name.lowercased() == "application/openmetrics-text"
                && choice.parameters.allSatisfy { $0.name != "version" || ["1.0.0", "0.0.1"].contains($0.value) }
        }
        let text = choices.filter { $0.name.lowercased() == "text/plain" }.map(\.quality).max() ?? 0
        let quality = openMetrics.map(\.quality).max() ?? 0
        return quality > 0 && quality >= text ? .openMetrics : .text
    }
}
