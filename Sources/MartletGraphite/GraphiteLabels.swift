/// What becomes of the labels of a metric.
public struct GraphiteLabels: Hashable, Sendable {
    enum Kind: Sendable {
        case path
        case tags
    }

    let kind: Kind

    /// Parts of the path, behind the name: `requests.method.GET`. The default, as every version of Graphite knows paths.
    public static let pathSegments = GraphiteLabels(kind: .path)

    /// Tags: `requests;method=GET`. For Graphite 1.1 and later with tags enabled.
    ///
    /// Source: https://graphite.readthedocs.io/en/stable/tags.html
    public static let tags = GraphiteLabels(kind: .tags)
}
