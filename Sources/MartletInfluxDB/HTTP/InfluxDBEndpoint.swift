import MartletBase64

/// Where an InfluxDB takes points over HTTP, and what it wants to know with them.
///
/// ```swift
/// let version1 = InfluxDBEndpoint.version1("http://influxdb:8086", database: "services")
/// let version2 = InfluxDBEndpoint.version2(
///     "https://influxdb.example.com",
///     organization: "shop",
///     bucket: "services",
///     token: token
/// )
/// ```
public struct InfluxDBEndpoint: Sendable {
    /// The URL of a write, without the precision.
    let url: String
    let query: [(name: String, value: String)]
    let authorization: String?
    let isVersion1: Bool

    /// InfluxDB 1.x, and whatever else serves `POST /write`. Source:
    /// <https://docs.influxdata.com/influxdb/v1/tools/api/#write-http-endpoint>.
    ///
    /// - Parameters:
    ///   - url: Scheme, host and port, and a path if the server is behind one: `http://127.0.0.1:8086`.
    ///   - database: The database, which must exist.
    ///   - retentionPolicy: The retention policy; that of the database by default.
    ///   - consistency: How many nodes must have the points.
    ///   - username: The user, if the server wants one.
    ///   - password: The password of the user. Over anything but loopback, use a URL with `https`.
    public static func version1(
        _ url: String,
        database: String,
        retentionPolicy: String? = nil,
        consistency: InfluxDBConsistency? = nil,
        username: String? = nil,
        password: String = ""
    ) -> InfluxDBEndpoint {
        var query = [(name: "db", value: database)]
        if let retentionPolicy { query.append(("rp", retentionPolicy)) }
        if let consistency { query.append(("consistency", consistency.value)) }
        return InfluxDBEndpoint(
            url: base(url) + "/write",
            query: query,
            authorization: username.map { "Basic " + Base64.encode(Array("\($0):\(password)".utf8)) },
            isVersion1: true
        )
    }

    /// InfluxDB 2.x, InfluxDB Cloud, and InfluxDB 3, which serve `POST /api/v2/write`. Source:
    /// <https://docs.influxdata.com/influxdb/v2/api/v2/#operation/PostWrite>.
    ///
    /// - Parameters:
    ///   - url: Scheme, host and port, and a path if the server is behind one: `https://influxdb.example.com`.
    ///   - organization: The name or the ID of the organization.
    ///   - bucket: The name or the ID of the bucket.
    ///   - token: A token that may write to the bucket. Over anything but loopback, use a URL with `https`.
    public static func version2(
        _ url: String,
        organization: String,
        bucket: String,
        token: String
    ) -> InfluxDBEndpoint {
        InfluxDBEndpoint(
            url: base(url) + "/api/v2/write",
            query: [("org", organization), ("bucket", bucket)],
            authorization: "Token " + token,
            isVersion1: false
        )
    }

    /// The name of the precision in the version of the endpoint.
    func name(of precision: InfluxDBPrecision) -> String {
        isVersion1 ? precision.version1 : precision.version2
    }

    private static func base(_ url: String) -> String {
        var url = url[...]
        while url.last == "/" { url.removeLast() }
        return String(url)
    }
}

extension InfluxDBEndpoint: CustomStringConvertible {
    /// The URL, without what the server is to keep secret.
    public var description: String { url }
}

extension InfluxDBEndpoint: CustomReflectable {
    /// Only what ``description`` has, so that no dump of a value shows a password.
    public var customMirror: Mirror { Mirror(self, children: ["url": url]) }
}
