/// A file that has been read, with the files that it includes.
struct LoadedFile: Sendable {
    var path: String
    var document: Document

    /// The files it includes, by the names that stand before their definitions: `shared` for `shared.thrift`.
    var includes: [String: Int]

    /// The name of the file without folder and extension.
    var baseName: String { FilePath.baseName(of: path) }
}
