import Martlet

extension OutgoingRequest {
    /// Scheme and authority: `http://127.0.0.1:8080`; empty when the URL is a path only. A before-hook may change it,
    /// to send the request somewhere else.
    public var origin: String {
        get { template.origin }
        set { template.origin = newValue }
    }

    /// The query, percent-encoded and without its question mark; empty when there is none.
    public var query: String {
        get { template.query }
        set { template.query = URLEncoding.query(newValue) }
    }

    /// Replaces the whole URL; parameters that were set stay set.
    ///
    /// - Parameter url: The URL, as in ``init(_:_:)``.
    public mutating func setURL(_ url: String) {
        template = URLTemplate(url)
    }

    /// Gives a parameter of the path its value, which is percent-encoded: a slash in it does not end the segment.
    ///
    /// A value that would change which resource the path names, which are the empty one, `.` and `..`, fails the call
    /// with `invalidArgument`. A parameter of several segments, `{name...}`, may be empty, and slashes in it stay.
    ///
    /// - Parameters:
    ///   - name: The name between the braces. One that the path does not have is ignored, so that a hook may set what
    ///     only some endpoints need.
    ///   - value: The value, in any characters.
    public mutating func setParameter(_ name: String, _ value: some CustomStringConvertible) {
        parameters.removeAll { $0.name == name }
        parameters.append((name, value.description))
    }

    /// Adds a name and a value to the query, percent-encoded. What is there stays, the same name included.
    ///
    /// - Parameters:
    ///   - name: The name, in any characters.
    ///   - value: The value, in any characters.
    public mutating func addQueryItem(_ name: String, _ value: some CustomStringConvertible) {
        if !template.query.isEmpty { template.query += "&" }
        template.query += PercentEncoding.encodeQueryComponent(name)
        template.query += "="
        template.query += PercentEncoding.encodeQueryComponent(value.description)
    }

    /// Path and query with all parameters in place: what goes into the request line.
    ///
    /// - Throws: `Status` with `internal` when a parameter has no value, with `invalidArgument` when a value
    ///   cannot stand in a path.
    public func target() throws -> String {
        try template.target(parameters)
    }

    /// The whole URL. See ``target()``.
    public func url() throws -> String {
        try template.origin + target()
    }
}
