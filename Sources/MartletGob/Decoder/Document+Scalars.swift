extension Document {
    @inline(__always)
    func isNil(at index: Int) -> Bool {
        let entry = self[index]
        return entry.kind == .interface && entry.count == 0
    }

    func bool(at index: Int) throws -> Bool {
        try expect(.bool, at: index, Bool.self)
        var position = Int(self[index].start)
        return try withSpan { try $0.readUnsigned(at: &position) } != 0
    }

    /// Reads a number of either kind, if it fits: Go tells them apart, Swift's code often has `Int` for both.
    @inline(__always)
    func integer<Value: FixedWidthInteger>(at index: Int, as type: Value.Type) throws -> Value {
        let entry = self[index]
        var position = Int(entry.start)
        switch entry.kind {
        case .int:
            let number = try withSpan { try $0.readSigned(at: &position) }
            guard let value = Value(exactly: number) else { throw outOfRange("\(number)", type, at: index) }
            return value
        case .uint:
            let number = try withSpan { try $0.readUnsigned(at: &position) }
            guard let value = Value(exactly: number) else { throw outOfRange("\(number)", type, at: index) }
            return value
        default:
            throw mismatch(type, at: index)
        }
    }

    func double(at index: Int) throws -> Double {
        try expect(.float, at: index, Double.self)
        var position = Int(self[index].start)
        return Double(bitPattern: try withSpan { try $0.readUnsigned(at: &position) }.byteSwapped)
    }

    /// As Go does it: a number that only a `Double` can hold is an error, one that is rounded is not.
    func float(at index: Int) throws -> Float {
        let number = try double(at: index)
        let value = Float(number)
        guard value.isFinite || !number.isFinite else { throw outOfRange("\(number)", Float.self, at: index) }
        return value
    }

    func complex(at index: Int) throws -> GobComplex {
        try expect(.complex, at: index, GobComplex.self)
        var position = Int(self[index].start)
        return try withSpan { span in
            let real = Double(bitPattern: try span.readUnsigned(at: &position).byteSwapped)
            return GobComplex(real, Double(bitPattern: try span.readUnsigned(at: &position).byteSwapped))
        }
    }

    func string(at index: Int) throws -> String {
        try expect(.string, at: index, String.self)
        return text(of: self[index])
    }

    func text(of entry: TapeEntry) -> String {
        withSpan { String(decoding: $0, from: Int(entry.start), count: Int(entry.end &- entry.start)) }
    }

    /// The bytes of a `[]byte`, of a list of small numbers, or of a type that has its own.
    func bytes(at index: Int) throws -> [UInt8] {
        let entry = self[index]
        switch entry.kind {
        case .bytes, .opaque:
            return withSpan { $0.extracting(Int(entry.start)..<Int(entry.end)).withUnsafeBufferPointer { Array($0) } }
        case .slice, .array:
            return try ElementDecoder(document: self, index: index).decodeAll { try $0.decode(UInt8.self) }
        default:
            throw mismatch([UInt8].self, at: index)
        }
    }

    /// The name of the type of an interface value.
    func interfaceName(at index: Int) -> String {
        let entry = self[index]
        return withSpan { String(decoding: $0, from: Int(entry.start), count: Int(entry.count)) }
    }

    @inline(__always)
    func expect(_ kind: WireKind, at index: Int, _ type: any Any.Type) throws {
        guard self[index].kind == kind else { throw mismatch(type, at: index) }
    }
}
