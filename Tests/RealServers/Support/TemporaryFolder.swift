import Foundation

/// A folder that is removed when it is forgotten.
///
/// Right under `/tmp`, because the path of a Unix socket in it may have 107 bytes and no more.
package final class TemporaryFolder: Sendable {
    /// Where it is.
    package let path: String

    /// Makes one.
    ///
    /// - Parameter name: Goes into its name, for those who look into `/tmp` meanwhile.
    package init(_ name: String) throws {
        path = "/tmp/martlet-\(name)-\(String(UInt64.random(in: .min ... .max), radix: 36))"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// The path of a file in it.
    package func file(_ name: String) -> String { "\(path)/\(name)" }

    /// Writes a file in it, making folders on the way, and gives its path.
    @discardableResult
    package func write(_ name: String, _ text: String) throws -> String {
        let file = file(name)
        try FileManager.default.createDirectory(
            atPath: (file as NSString).deletingLastPathComponent,
            withIntermediateDirectories: true
        )
        try Data(text.utf8).write(to: URL(filePath: file))
        return file
    }

    /// Makes a folder in it and gives its path.
    @discardableResult
    package func make(_ name: String) throws -> String {
        try FileManager.default.createDirectory(atPath: file(name), withIntermediateDirectories: true)
        return file(name)
    }

    /// The text of a file in it; empty when there is none.
    package func read(_ name: String) -> String {
        String(decoding: FileManager.default.contents(atPath: file(name)) ?? Data(), as: UTF8.self)
    }

    /// The paths of all files below it that end so, sorted.
    func files(endingWith suffix: String) -> [String] {
        let names = FileManager.default.enumerator(atPath: path)?.compactMap { $0 as? String } ?? []
        return names.filter { $0.hasSuffix(suffix) }.sorted()
    }
}
