/// The formats of the page.
enum PrometheusFormat: Equatable {
    case text
    case openMetrics(version: String = "1.0.0")

    var contentType: String {
        switch self {
        case .text: "text/plain; version=0.0.4; charset=utf-8"
        case .openMetrics(let version): "application/openmetrics-text; version=\(version); charset=utf-8"
        }
    }

    var isOpenMetrics: Bool { self != .text }

    /// OpenMetrics for whoever names it and likes it at least as much as text; text for everybody else, whatever they
    /// say: a page that people can read is better than 406.
    static func preferred(by accept: String?) -> PrometheusFormat {
        let preference = ContentPreference(accept)
        var best: (version: String, quality: Double)?
        for choice in preference.choices where choice.isNamed("application/openmetrics-text") {
            let version = choice.value(of: "version") ?? "1.0.0"
            // The drafts differ in nothing that stands on this page.
            guard ["1.0.0", "0.0.1"].contains(version), choice.quality > best?.quality ?? 0 else { continue }
            best = (version, choice.quality)
        }
        guard let best, best.quality >= textQuality(preference) else { return .text }
        return .openMetrics(version: best.version)
    }

    /// What is most specific counts.
    private static func textQuality(_ preference: ContentPreference) -> Double {
        for name in ["text/plain", "text/*", "*/*"] {
            let choices = preference.choices.filter {
                $0.isNamed(name) && ["0.0.4", nil].contains($0.value(of: "version"))
            }
            if let quality = choices.map(\.quality).max() { return quality }
        }
        return 0
    }
}
