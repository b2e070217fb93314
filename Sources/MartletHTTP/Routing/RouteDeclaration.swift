/// One route as somebody declared it: what an error about routes refers to.
public struct RouteDeclaration: Hashable, Sendable, CustomStringConvertible {
    /// The method.
    public let method: String

    /// The pattern, with the prefixes it is mounted under.
    public let pattern: String

    /// The file that declares the route, as `#fileID` gives it.
    public let fileID: String

    /// The line in that file.
    public let line: Int

    init(method: String, pattern: String, fileID: String, line: Int) {
        self.method = method
        self.pattern = pattern
        self.fileID = fileID
        self.line = line
    }

    /// `GET /users/{id} (App/Routes.swift:12)`.
    public var description: String {
        "\(method) \(pattern) (\(fileID):\(line))"
    }
}
