extension EncoderState {
    /// Writes a number, a text and the like where a value is due.
    @inline(__always)
    func write(_ shape: Shape, isZero: Bool, _ body: (inout ByteWriter) -> Void) throws {
        switch stream.pointee.slot {
        case .field:
            try expect(shape, field: stream.pointee.slotField)
            if isZero {
                stream.pointee.slot = .none
            } else {
                stream.pointee.beginField()
                body(&stream.pointee.writer)
            }
        case .whole:
            stream.pointee.slot = .none
            body(&stream.pointee.writer)
        case .none:
            throw refuse(Never?.none as Any, "another value is encoded in this place already")
        }
        stream.pointee.written = .passUnretained(shape)
    }

    @inline(__always)
    func write(_ value: Bool) throws {
        try write(basic(.bool), isZero: !value) { $0.append(value ? 1 : 0) }
    }

    @inline(__always)
    func write(signed value: Int64) throws {
        try write(basic(.int), isZero: value == 0) { $0.append(signed: value) }
    }

    @inline(__always)
    func write(unsigned value: UInt64) throws {
        try write(basic(.uint), isZero: value == 0) { $0.append(unsigned: value) }
    }

    /// Go leaves out negative zero, too: it compares.
    @inline(__always)
    func write(floatingPoint value: Double) throws {
        try write(basic(.float), isZero: value == 0) { $0.append(floatingPoint: value) }
    }

    @inline(__always)
    func write(_ value: String) throws {
        try write(basic(.string), isZero: value.isEmpty) { $0.append(value) }
    }

    func write(_ value: GobComplex) throws {
        try write(basic(.complex), isZero: value.real == 0 && value.imaginary == 0) {
            $0.append(floatingPoint: value.real)
            $0.append(floatingPoint: value.imaginary)
        }
    }

    func write(bytes: UnsafeBufferPointer<UInt8>) throws {
        try write(basic(.bytes), isZero: bytes.isEmpty) {
            $0.append(unsigned: UInt64(bytes.count))
            $0.append(bytes)
        }
    }

    /// Writes bytes that only their type understands.
    func write(opaque bytes: [UInt8], _ shape: Shape, isZero: Bool) throws {
        try write(shape, isZero: isZero) { writer in
            writer.append(unsigned: UInt64(bytes.count))
            bytes.withUnsafeBufferPointer { writer.append($0) }
        }
    }

    /// Leaves out a value that is nil: it has no other form.
    func writeNil() throws {
        switch stream.pointee.slot {
        case .field:
            stream.pointee.slot = .none
        case .whole:
            throw refuse(Never?.none as Any, "gob has no form for nil but an absent field")
        case .none:
            throw refuse(Never?.none as Any, "another value is encoded in this place already")
        }
    }

    /// Encodes a field that has a form of its own.
    @inline(__always)
    func encodeField<Value: Encodable>(_ value: Value, _ field: Int) throws {
        let top = stream.pointee.frames.count &- 1
        let owner = stream.pointee.frames[top].shape
        let known = owner?._withUnsafeGuaranteedRef { $0.fields[field].plan }
        let plan: TypedEncodePlan<Value>
        if let known, known.type == ObjectIdentifier(Value.self) {
            // Made for the very type.
            plan = unsafeDowncast(known, to: TypedEncodePlan<Value>.self)
        } else {
            plan = self.plan(Value.self)
            owner?._withUnsafeGuaranteedRef { $0.fields[field].plan = plan }
        }
        stream.pointee.written = nil
        try plan.encode(value, self)
        stream.pointee.slot = .none
        if let written = stream.pointee.written {
            try written._withUnsafeGuaranteedRef { try expect($0, field: field) }
        } else if let shape = plan.shapeWithoutValue(self) {
            try expect(shape, field: field)
        }
    }

    /// Notes what a field is of which there is no value.
    func skipField<Value: Encodable>(_ type: Value.Type, _ field: Int) throws {
        stream.pointee.slot = .none
        let top = stream.pointee.frames.count - 1
        guard let owner = stream.pointee.frames[top].shape?._withUnsafeGuaranteedRef({ $0 }) else { return }
        guard owner.fields[field].shape == nil, let shape = plan(type).shapeWithoutValue(self) else { return }
        try expect(shape, field: field)
    }
}
