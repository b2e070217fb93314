/// Metrics as a page that others fetch: what the admin port serves.
public protocol MetricsExposition: Sendable {
    /// Makes the page, in the format and the encoding that the asker can read.
    ///
    /// - Parameters:
    ///   - accept: The value of the field `Accept`, if there was one.
    ///   - acceptEncoding: The value of the field `Accept-Encoding`, if there was one.
    func page(accept: String?, acceptEncoding: String?) -> MetricsPage
}
