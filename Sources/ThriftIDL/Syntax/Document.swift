/// A file of the IDL as it is written.
struct Document: Hashable, Sendable {
    /// A file whose definitions may be used, by its name.
    struct Include: Hashable, Sendable {
        var path: String
        var location: SourceLocation
    }

    var includes: [Include] = []

    /// `namespace swift …`: the Swift module that the file is compiled into.
    var module: Name?

    var definitions: [DefinitionSyntax] = []
}
