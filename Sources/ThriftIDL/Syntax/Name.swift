/// A name, and where it stands.
struct Name: Hashable, Sendable {
    var text: String
    var location: SourceLocation
}
