public import ArgumentParser

/// Where spans go.
public struct TraceDestination: ExpressibleByArgument {
    enum Kind: String {
        case otlp, zipkin
    }

    let kind: Kind

    /// The address, when it is not the usual one.
    let url: String?

    /// Reads `otlp` or `zipkin`, with `=` and an address after it if need be.
    public init?(argument: String) {
        let parts = argument.split(separator: "=", maxSplits: 1)
        guard let name = parts.first, let kind = Kind(rawValue: String(name)) else { return nil }
        self.kind = kind
        url = parts.count == 2 ? String(parts[1]) : nil
    }
}
