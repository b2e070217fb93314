/// What all encoders and containers of one stream share.
final class EncoderState {
    let types: GobTypes
    /// `nonisolated(unsafe)` because of `Any`; all values came in as `any Sendable` and are never changed.
    nonisolated(unsafe) let userInfo: [CodingUserInfoKey: Any]

    /// Behind pointers, since each access to a `var` of a class is checked for exclusivity while the program runs. They are
    /// allocated by `init` and freed by `deinit`, and every access ends before any code from outside of this module runs.
    let stream: UnsafeMutablePointer<EncodingStream>
    let book: UnsafeMutablePointer<ShapeBook>

    let basic: [Shape]
    @exclusivity(unchecked) private var plans: [ObjectIdentifier: EncodePlan] = [:]

    /// The first error of a call that could not throw it.
    @exclusivity(unchecked) var failure: (any Error)?

    /// How deep values may be nested, as ``GobLimits/depth`` of a decoder.
    static let maximumDepth = 100

    init(types: GobTypes, userInfo: [CodingUserInfoKey: any Sendable]) {
        self.types = types
        self.userInfo = userInfo
        stream = .allocate(capacity: 1)
        stream.initialize(to: EncodingStream())
        book = .allocate(capacity: 1)
        book.initialize(to: ShapeBook())
        basic = WireKind.basic.map { Shape($0) }
    }

    deinit {
        // A type that contains itself is a circle of shapes.
        for shape in book.pointee.shapes { shape.takeApart() }
        stream.deinitialize(count: 1)
        stream.deallocate()
        book.deinitialize(count: 1)
        book.deallocate()
    }

    @inline(__always)
    func basic(_ kind: WireKind) -> Shape { basic[Int(kind.rawValue)] }

    /// How values of a type are encoded, made when it is first met.
    func plan<Value: Encodable>(_ type: Value.Type) -> TypedEncodePlan<Value> {
        if let plan = plans[ObjectIdentifier(type)] {
            // Kept under the identity of the very type that it was made for.
            return unsafeDowncast(plan, to: TypedEncodePlan<Value>.self)
        }
        return makePlan(type)
    }

    @inline(never)
    private func makePlan<Value: Encodable>(_ type: Value.Type) -> TypedEncodePlan<Value> {
        let special =
            (type as? any EncodePlanProviding.Type)?.makeEncodePlan(in: self)
            ?? (type as? any GobOpaque.Type)?.makeOpaqueEncodePlan(in: self)
        let plan = special as? TypedEncodePlan<Value> ?? CustomEncodePlan<Value>()
        plans[ObjectIdentifier(type)] = plan
        return plan
    }
}

extension EncoderState {
    /// Encodes a value as a message of its own, into the stream.
    ///
    /// - Returns: The bytes of the message, length included, within the writer of the stream.
    func encodeMessage<Value: Encodable>(_ value: Value) throws -> Range<Int> {
        stream.pointee.reset()
        failure = nil
        let shape = try encodeWhole(value)
        return finishMessage(shape)
    }

    /// Writes the length and the id before the value.
    private func finishMessage(_ shape: Shape) -> Range<Int> {
        let id = book.pointee.define(shape)
        let start = EncodingStream.prefixByteCount
        let isStructure = shape.kind == .structure
        let number = UInt64(id) << 1
        let idByteCount = ByteWriter.byteCount(of: number)
        let end = stream.pointee.writer.count
        let length = UInt64(end - start + idByteCount + (isStructure ? 0 : 1))
        var place = start - (isStructure ? 0 : 1) - idByteCount
        let base = stream.pointee.writer.base
        // A value that is no struct has the number of a field before it, which is zero. The room for it is zero, too.
        if !isStructure { base[start - 1] = 0 }
        _ = ByteWriter.write(number, to: base + place)
        place -= ByteWriter.byteCount(of: length)
        _ = ByteWriter.write(length, to: base + place)
        return place..<end
    }

    /// Encodes a value that is not a field.
    ///
    /// - Returns: What it is.
    func encodeWhole<Value: Encodable>(_ value: Value) throws -> Shape {
        let plan = plan(Value.self)
        stream.pointee.slot = .whole
        stream.pointee.written = nil
        try plan.encode(value, self)
        if let failure { throw failure }
        guard let written = stream.pointee.written else {
            throw refuse(value, "nothing has been encoded, and gob has no form for nil but an absent field")
        }
        let shape = written._withUnsafeGuaranteedRef { $0 }
        guard shape.isResolved else {
            throw refuse(value, "the type of the elements is not known, since there are none")
        }
        return shape
    }

    /// The error for a value that gob has no form for.
    @inline(never)
    func refuse(_ value: Any, _ message: String) -> EncodingError {
        .invalidValue(value, .init(codingPath: path, debugDescription: message))
    }

    /// Remembers an error until somebody can throw it.
    @inline(never)
    func fail(_ message: String) {
        if failure == nil { failure = refuse(Never?.none as Any, message) }
    }

    /// The fields that are being written. Elements of arrays and dictionaries have no place in it.
    var path: [any CodingKey] {
        (0..<stream.pointee.frames.count).compactMap { index in
            let frame = stream.pointee.frames[index]
            if frame.isList { return PathKey(index: frame.count) }
            return frame.shape?._withUnsafeGuaranteedRef { shape in
                let field = Int(frame.cursor) - 1
                return shape.fields.indices.contains(field) ? PathKey(shape.fields[field].key) : nil
            }
        }
    }

    /// One level deeper, in a value that encodes itself.
    func enter(_ value: @autoclosure () -> Any) throws {
        stream.pointee.depth += 1
        guard stream.pointee.depth <= Self.maximumDepth else {
            throw refuse(value(), "nested more than \(Self.maximumDepth) levels deep")
        }
    }
}
