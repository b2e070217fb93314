/// A route to put into a ``Router``: what it answers, with which value, and where it was declared.
///
/// A pattern that cannot be parsed is kept as an error and reported with all others when the router is built, so that
/// declaring routes needs no `try`.
struct RouteEntry<Value: AnyObject & Sendable>: Sendable {
    /// What errors say about the route.
    let declaration: RouteDeclaration

    /// The pattern with its prefixes.
    let pattern: Result<RoutePattern, RoutePatternError>

    /// What a look-up finds.
    let value: Value

    /// Makes an entry.
    ///
    /// - Parameters:
    ///   - method: The method, case-sensitive as methods are.
    ///   - prefixes: What the route is mounted under, outermost first.
    ///   - pattern: The pattern of the route; `""` is the prefix itself.
    ///   - value: What a look-up finds.
    ///   - fileID: The file of the declaration.
    ///   - line: The line of the declaration.
    init(
        method: String,
        prefixes: [String] = [],
        pattern: String,
        value: Value,
        fileID: String = #fileID,
        line: Int = #line
    ) {
        let parts = prefixes + [pattern]
        let parsed: Result<RoutePattern, RoutePatternError>
        do throws(RoutePatternError) {
            parsed = .success(try RoutePattern(joining: parts))
        } catch {
            parsed = .failure(error)
        }
        self.pattern = parsed
        self.value = value
        let text = (try? parsed.get())?.text ?? parts.joined()
        declaration = RouteDeclaration(method: method, pattern: text, fileID: fileID, line: line)
    }

    /// Makes an entry of a pattern that was parsed before.
    init(method: String, pattern: RoutePattern, value: Value, fileID: String = #fileID, line: Int = #line) {
        declaration = RouteDeclaration(method: method, pattern: pattern.text, fileID: fileID, line: line)
        self.pattern = .success(pattern)
        self.value = value
    }
}
