#if GRPC
import Martlet
import SwiftProtobuf

/// The files that reflection knows, by what is asked for.
struct DescriptorIndex: Sendable {
    private struct File {
        let bytes: [UInt8]
        let dependencies: [String]
    }

    private var files: [String: File] = [:]
    private var filesOfSymbols: [String: String] = [:]
    private var filesOfExtensions: [String: [Int32: String]] = [:]

    /// The services that the files declare.
    private(set) var services: Set<String> = []

    /// Adds the files of a `FileDescriptorSet`. A file that is there already stays.
    ///
    /// - Throws: `invalidArgument` when the bytes are no such set.
    mutating func add(_ set: [UInt8]) throws {
        let descriptors: Google_Protobuf_FileDescriptorSet
        do {
            descriptors = try Google_Protobuf_FileDescriptorSet(serializedBytes: set)
        } catch {
            throw Status(.invalidArgument, "the descriptors are no FileDescriptorSet", underlying: error)
        }
        for file in descriptors.file where files[file.name] == nil {
            files[file.name] = File(bytes: try file.serializedBytes(), dependencies: file.dependency)
            index(file)
        }
    }

    private mutating func index(_ file: Google_Protobuf_FileDescriptorProto) {
        let scope = file.package
        for message in file.messageType { index(message, in: scope, of: file.name) }
        for type in file.enumType { index(type, in: scope, of: file.name) }
        for field in file.`extension` { index(field, in: scope, of: file.name) }
        for service in file.service {
            let name = join(scope, service.name)
            services.insert(name)
            filesOfSymbols[name] = file.name
            for method in service.method { filesOfSymbols[join(name, method.name)] = file.name }
        }
    }

    private mutating func index(_ message: Google_Protobuf_DescriptorProto, in scope: String, of file: String) {
        let name = join(scope, message.name)
        filesOfSymbols[name] = file
        for nested in message.nestedType { index(nested, in: name, of: file) }
        for type in message.enumType { index(type, in: name, of: file) }
        for field in message.`extension` { index(field, in: name, of: file) }
        for field in message.field { filesOfSymbols[join(name, field.name)] = file }
        for choice in message.oneofDecl { filesOfSymbols[join(name, choice.name)] = file }
    }

    private mutating func index(_ type: Google_Protobuf_EnumDescriptorProto, in scope: String, of file: String) {
        filesOfSymbols[join(scope, type.name)] = file
        // The values of an enumeration stand beside it.
        for value in type.value { filesOfSymbols[join(scope, value.name)] = file }
    }

    private mutating func index(_ field: Google_Protobuf_FieldDescriptorProto, in scope: String, of file: String) {
        filesOfSymbols[join(scope, field.name)] = file
        let extended = field.extendee.hasPrefix(".") ? String(field.extendee.dropFirst()) : field.extendee
        filesOfExtensions[extended, default: [:]][field.number] = file
    }

    private func join(_ scope: String, _ name: String) -> String { scope.isEmpty ? name : "\(scope).\(name)" }

    // MARK: What is asked for

    /// A file and all that it needs; the file itself comes first.
    ///
    /// - Throws: `notFound`.
    func file(_ name: String) throws -> [[UInt8]] {
        guard files[name] != nil else { throw Status(.notFound, "the file \(name.prefix(200)) is not known") }
        var names = [name]
        var seen: Set<String> = [name]
        var index = 0
        while index < names.count {
            for dependency in files[names[index]]?.dependencies ?? [] where seen.insert(dependency).inserted {
                names.append(dependency)
            }
            index += 1
        }
        return names.compactMap { files[$0]?.bytes }
    }

    func file(ofSymbol symbol: String) throws -> [[UInt8]] {
        guard let name = filesOfSymbols[symbol] else {
            throw Status(.notFound, "the symbol \(symbol.prefix(200)) is not known")
        }
        return try file(name)
    }

    func file(ofExtension number: Int32, of type: String) throws -> [[UInt8]] {
        guard let name = filesOfExtensions[type]?[number] else {
            throw Status(.notFound, "the extension \(number) of \(type.prefix(200)) is not known")
        }
        return try file(name)
    }

    func extensionNumbers(of type: String) throws -> [Int32] {
        guard filesOfSymbols[type] != nil else { throw Status(.notFound, "the type \(type.prefix(200)) is not known") }
        return (filesOfExtensions[type]?.keys).map { $0.sorted() } ?? []
    }
}
#endif
