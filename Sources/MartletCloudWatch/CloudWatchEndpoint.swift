/// Where CloudWatch is.
///
/// ```swift
/// let endpoint = CloudWatchEndpoint(region: "eu-central-1")
/// ```
public struct CloudWatchEndpoint: Hashable, Sendable {
    /// The region, which is part of every signature.
    public let region: String

    let url: String
    let host: String
    let path: String

    /// Makes an endpoint.
    ///
    /// - Parameters:
    ///   - region: The region: `eu-central-1`.
    ///   - url: Where to send to instead of the public endpoint of the region: a VPC endpoint, one of a region with
    ///     another domain (`https://monitoring.cn-north-1.amazonaws.com.cn`), or a test server.
    public init(region: String, url: String? = nil) {
        self.region = region
        let url = url ?? "https://monitoring.\(region).amazonaws.com"
        let afterScheme = url.firstRange(of: "://").map { url[$0.upperBound...] } ?? url[...]
        let authority = afterScheme.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        let path = afterScheme[authority.endIndex...].prefix { $0 != "?" && $0 != "#" }
        let scheme = url[..<afterScheme.startIndex]
        self.path = path.isEmpty ? "/" : String(path)
        // The port of the scheme is not part of the header that the transport sends, so it must not be signed.
        let defaultPort = scheme.lowercased() == "http://" ? ":80" : ":443"
        let host = authority.hasSuffix(defaultPort) ? authority.dropLast(defaultPort.count) : authority
        self.host = host.lowercased()
        self.url = "\(scheme)\(self.host)\(self.path)"
    }
}
