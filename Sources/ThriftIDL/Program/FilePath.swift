/// Paths as texts: the library opens no files itself.
package enum FilePath {
    /// A path without `.` and without `x/..`, so that a file has one name however it was found.
    static func normalized(_ path: String) -> String {
        var parts: [Substring] = []
        let isAbsolute = path.utf8.first == UInt8(ascii: "/")
        for part in path.split(separator: "/") where part != "." {
            if part == "..", let last = parts.last, last != ".." {
                parts.removeLast()
            } else if part != ".." || !isAbsolute {
                parts.append(part)
            }
        }
        let joined = parts.joined(separator: "/")
        return isAbsolute ? "/\(joined)" : joined
    }

    /// The path of a file that is named relative to a folder.
    package static func join(_ folder: String, _ path: String) -> String {
        let isAbsolute = path.utf8.first == UInt8(ascii: "/")
        return isAbsolute || folder.isEmpty ? path : "\(folder)/\(path)"
    }

    /// The folder of a file; empty for the current one.
    static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "" }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// The last part of a path: `shared.thrift`.
    package static func fileName(of path: String) -> String {
        path.split(separator: "/").last.map(String.init) ?? path
    }

    /// The last part of a path without `.thrift`.
    static func baseName(of path: String) -> String {
        let name = fileName(of: path)
        return name.hasSuffix(".thrift") ? String(name.dropLast(7)) : name
    }
}
