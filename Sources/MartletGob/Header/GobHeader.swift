/// The headers of net/rpc, which are coded by hand: two in every call, always of the same fields.
///
/// `rpc.Request` is `{ServiceMethod string; Seq uint64}`, and `rpc.Response` has `Error string` besides.
package struct GobHeader {
    /// Where the name of the method stands in the message.
    package var method = 0..<0

    /// The number of the call.
    package var sequence: UInt64 = 0

    /// Where the text of the error stands; empty for none.
    package var error = 0..<0
}

/// Reads headers of one stream.
package struct GobHeaderReader {
    /// The type that the headers had the last time, and which field is which.
    private var type: WireType?
    private var roles: [Role] = []

    private enum Role {
        case method, sequence, error, other
    }

    /// Makes a reader for a new stream.
    package init() {}

    /// Reads a header.
    ///
    /// - Throws: ``GobError`` when it is no header, or malformed.
    package mutating func read(
        _ payload: Span<UInt8>,
        _ value: GobDecodingState.Value,
        in state: GobDecodingState
    ) throws(GobError) -> GobHeader {
        if type !== value.type { try learn(value.type, in: state) }
        var header = GobHeader()
        var position = value.position
        var walk = FieldWalk()
        while let field = try walk.next(payload, &position) {
            guard field < roles.count else {
                throw .malformed("a header with a field of number \(field)", at: position)
            }
            switch roles[field] {
            case .method:
                let count = try payload.readCount(at: &position)
                header.method = position..<position + count
                position += count
            case .sequence:
                header.sequence = try payload.readUnsigned(at: &position)
            case .error:
                let count = try payload.readCount(at: &position)
                header.error = position..<position + count
                position += count
            case .other:
                guard let kind = type?.fieldTypes[field]._withUnsafeGuaranteedRef({ $0.kind }) else { break }
                try skip(kind, payload, &position)
            }
        }
        guard position == payload.count else { throw .malformed("bytes follow the header", at: position) }
        return header
    }

    private mutating func learn(_ newType: WireType, in state: GobDecodingState) throws(GobError) {
        guard newType.kind == .structure else {
            throw GobError(kind: .malformed, message: "expected a header of net/rpc, found \(newType)")
        }
        try newType.resolve(in: state.stream.types)
        roles = try newType.fields.indices.map { (index) throws(GobError) in
            let kind = newType.fieldTypes[index]._withUnsafeGuaranteedRef { $0.kind }
            switch (newType.fields[index].name, kind) {
            case ("ServiceMethod", .string): return .method
            case ("Seq", .uint): return .sequence
            case ("Error", .string): return .error
            case (_, .bool), (_, .int), (_, .uint), (_, .float), (_, .string), (_, .bytes): return .other
            default:
                throw GobError(kind: .malformed, message: "expected a header of net/rpc, found \(newType)")
            }
        }
        guard roles.contains(.sequence) || roles.contains(.method) else {
            throw GobError(kind: .malformed, message: "expected a header of net/rpc, found \(newType)")
        }
        type = newType
    }

    private func skip(_ kind: WireKind, _ payload: Span<UInt8>, _ position: inout Int) throws(GobError) {
        if kind == .string || kind == .bytes {
            position += try payload.readCount(at: &position)
        } else {
            _ = try payload.readUnsigned(at: &position)
        }
    }
}

/// Writes headers of one stream.
package struct GobHeaderWriter {
    private let id: Int
    private let hasError: Bool
    /// The definition of their type, until it has been written.
    private var definition: [UInt8]

    /// Makes a writer of `rpc.Request`.
    package static func request(_ state: GobEncodingState) -> GobHeaderWriter {
        GobHeaderWriter(state, "Request", hasError: false)
    }

    /// Makes a writer of `rpc.Response`.
    package static func response(_ state: GobEncodingState) -> GobHeaderWriter {
        GobHeaderWriter(state, "Response", hasError: true)
    }

    private init(_ state: GobEncodingState, _ name: String, hasError: Bool) {
        self.hasError = hasError
        var fields: [(String, WireKind)] = [("ServiceMethod", .string), ("Seq", .uint)]
        if hasError { fields.append(("Error", .string)) }
        (id, definition) = state.defineStructure(name, fields)
    }

    /// How many bytes ``write(method:sequence:error:to:)`` takes at most.
    package func reservation(method: Int, error: Int) -> Int {
        definition.count + method + error + 6 * ByteWriter.longestNumber + 4
    }

    /// Writes a header.
    ///
    /// - Parameter output: Has room for what ``reservation(method:error:)`` says.
    /// - Returns: How many bytes were written.
    package mutating func write(
        method: UnsafeRawBufferPointer,
        sequence: UInt64,
        error: UnsafeRawBufferPointer = UnsafeRawBufferPointer(start: nil, count: 0),
        to output: UnsafeMutableRawBufferPointer
    ) -> Int {
        precondition(output.count >= reservation(method: method.count, error: error.count))
        guard let base = output.baseAddress?.assumingMemoryBound(to: UInt8.self) else { return 0 }
        var start = base
        if !definition.isEmpty {
            start.update(from: definition, count: definition.count)
            start += definition.count
            definition = []
        }
        // The length of a header with a short name takes one byte; a longer one is moved.
        var place = start + 1
        place += ByteWriter.write(UInt64(id) << 1, to: place)
        var last = -1
        func field(_ number: Int) {
            place[0] = UInt8(number - last)
            place += 1
            last = number
        }
        func text(_ bytes: UnsafeRawBufferPointer) {
            place += ByteWriter.write(UInt64(bytes.count), to: place)
            UnsafeMutableRawBufferPointer(start: place, count: bytes.count).copyMemory(from: bytes)
            place += bytes.count
        }
        if !method.isEmpty {
            field(0)
            text(method)
        }
        if sequence > 0 {
            field(1)
            place += ByteWriter.write(sequence, to: place)
        }
        if !error.isEmpty, hasError {
            field(2)
            text(error)
        }
        place[0] = 0
        place += 1
        let length = place - start - 1
        let extra = ByteWriter.byteCount(of: UInt64(length)) - 1
        if extra > 0 { (start + 1 + extra).update(from: start + 1, count: length) }
        _ = ByteWriter.write(UInt64(length), to: start)
        return place - base + extra
    }
}

extension GobEncodingState {
    /// Takes an id for a struct that is written by hand.
    ///
    /// - Returns: The id, and the message that defines it.
    func defineStructure(_ name: String, _ fields: [(String, WireKind)]) -> (Int, [UInt8]) {
        let id = takeID()
        var definition = ByteWriter(capacity: 64)
        definition.append(signed: Int64(-id))
        DefinitionWriter.writeStructure(name, id: id, fields: fields, to: &definition)
        var message = ByteWriter(capacity: 64)
        message.append(unsigned: UInt64(definition.count))
        message.append(UnsafeBufferPointer(start: definition.base, count: definition.count))
        return (id, Array(UnsafeBufferPointer(start: message.base, count: message.count)))
    }
}
