import FoundationEssentials
import ThriftIDL

/// A file that is to be written.
struct CompiledFile {
    var name: String
    var text: String

    /// Compiles files; nothing is written unless all of them are right.
    static func compile(
        _ paths: [String],
        searchPaths: [String],
        _ options: SwiftOptions,
        endpoints: Bool
    ) throws -> [CompiledFile] {
        let limits = IDLLimits()
        var loader = ProgramLoader(searchPaths: searchPaths, limits: limits) { try read($0, limits) }
        let program = try loader.load(paths)
        var files: [CompiledFile] = []
        for root in program.roots {
            let file = program.files[root]
            let name = FilePath.fileName(of: file.path)
            guard !files.contains(where: { $0.name == "\(name).swift" }) else {
                throw IDLError("two files would be written as \(name).swift", at: nil)
            }
            var generator = SwiftGenerator(program, file: root, options)
            files.append(CompiledFile(name: "\(name).swift", text: generator.types()))
            guard endpoints, file.hasServices else { continue }
            files.append(CompiledFile(name: "\(name).endpoints.swift", text: generator.endpoints()))
        }
        return files
    }

    /// Reads a file, unless it is none or more than the compiler takes.
    private static func read(_ path: String, _ limits: IDLLimits) throws -> [UInt8]? {
        // The attributes of a link are its own.
        let target = URL(filePath: path).resolvingSymlinksInPath().path
        guard let attributes = try? FileManager.default.attributesOfItem(atPath: target),
            attributes[.type] as? FileAttributeType == .typeRegular
        else { return nil }
        if let size = attributes[.size] as? any BinaryInteger, UInt64(clamping: size) > UInt64(limits.fileByteCount) {
            throw IDLError("it has more than \(limits.fileByteCount) bytes", at: nil)
        }
        guard let bytes = FileManager.default.contents(atPath: path) else {
            throw IDLError("it may not be read", at: nil)
        }
        return Array(bytes)
    }

    /// Makes the folder to write to, unless it is there.
    static func makeFolder(_ path: String) throws {
        do {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        } catch {
            throw IDLError("the folder \(path) cannot be made", at: nil)
        }
    }

    /// Writes the file, unless it is there already: builds look at the time when it was changed.
    func write(to folder: String) throws {
        let path = FilePath.join(folder, name)
        let data = Data(text.utf8)
        guard FileManager.default.contents(atPath: path) != data else { return }
        do {
            try data.write(to: URL(filePath: path), options: .atomic)
        } catch {
            throw IDLError("the file \(path) cannot be written", at: nil)
        }
    }
}
