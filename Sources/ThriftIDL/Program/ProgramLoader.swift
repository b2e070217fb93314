/// Reads files with everything that they include.
package struct ProgramLoader {
    /// Reads a file; `nil` when there is none.
    package typealias Read = (_ path: String) throws -> [UInt8]?

    private let searchPaths: [String]
    private let limits: IDLLimits
    private let read: Read

    private(set) var files: [LoadedFile] = []
    private var indices: [String: Int] = [:]
    private var isLoading: [String] = []
    private var byteCount = 0

    /// Makes a loader.
    ///
    /// - Parameters:
    ///   - searchPaths: Folders in which includes are looked for, after the folder of the file that includes.
    ///   - limits: Bounds on the files.
    ///   - read: Reads a file.
    package init(searchPaths: [String] = [], limits: IDLLimits = IDLLimits(), read: @escaping Read) {
        self.searchPaths = searchPaths
        self.limits = limits
        self.read = read
    }

    /// Reads files and what they include, and checks all of it.
    ///
    /// - Parameter paths: The files that are named on the command line.
    /// - Returns: The checked program; ``Program/roots`` are the files that were named, in their order and once.
    package mutating func load(_ paths: [String]) throws(IDLError) -> Program {
        var roots: [Int] = []
        for path in paths {
            let path = FilePath.normalized(path)
            guard let bytes = try bytes(of: path, at: nil) else {
                throw IDLError("there is no file \(path)", at: nil)
            }
            let index = try file(path, bytes, at: nil)
            if !roots.contains(index) { roots.append(index) }
        }
        var resolver = Resolver(files: files, limits: limits)
        return try resolver.program(roots: roots)
    }

    /// The index of a file, which is read unless it has been read.
    private mutating func file(_ path: String, _ bytes: [UInt8], at place: SourceLocation?) throws(IDLError) -> Int {
        if let index = indices[path] { return index }
        if let start = isLoading.firstIndex(of: path) {
            let circle = (isLoading[start...] + [path]).joined(separator: " includes ")
            throw IDLError("files include each other: \(circle)", at: place)
        }
        guard isLoading.count < limits.includeDepth else {
            throw IDLError("there are more than \(limits.includeDepth) includes inside one another", at: place)
        }
        guard files.count + isLoading.count < limits.fileCount else {
            throw IDLError("there are more than \(limits.fileCount) files", at: place)
        }
        byteCount += bytes.count
        guard byteCount <= limits.byteCount else {
            throw IDLError("the files have more than \(limits.byteCount) bytes", at: place)
        }
        isLoading.append(path)
        defer { isLoading.removeLast() }
        var parser = try Parser(path: path, bytes: bytes, limits: limits)
        let document = try parser.document()
        var includes: [String: Int] = [:]
        for include in document.includes {
            let index = try find(include, from: path)
            let name = files[index].baseName
            guard includes[name] == nil || includes[name] == index else {
                throw IDLError("two of the included files are called \"\(name)\"", at: include.location)
            }
            includes[name] = index
        }
        files.append(LoadedFile(path: path, document: document, includes: includes))
        indices[path] = files.count - 1
        return files.count - 1
    }

    private mutating func find(_ include: Document.Include, from path: String) throws(IDLError) -> Int {
        for folder in [FilePath.folder(of: path)] + searchPaths {
            let candidate = FilePath.normalized(FilePath.join(folder, include.path))
            guard let bytes = try bytes(of: candidate, at: include.location) else { continue }
            return try file(candidate, bytes, at: include.location)
        }
        let places = searchPaths.isEmpty ? "" : ", nor in \(searchPaths.joined(separator: ", "))"
        throw IDLError("there is no file \"\(include.path)\" beside this one\(places)", at: include.location)
    }

    private func bytes(of path: String, at place: SourceLocation?) throws(IDLError) -> [UInt8]? {
        // It was read, or is being read.
        if indices[path] != nil || isLoading.contains(path) { return [] }
        do {
            return try read(path)
        } catch let error as IDLError {
            throw IDLError("the file \(path) cannot be read: \(error.message)", at: place)
        } catch {
            throw IDLError("the file \(path) cannot be read: \(error)", at: place)
        }
    }
}
