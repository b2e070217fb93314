#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// A type whose values take one call to write.
final class ScalarEncodePlan<Value>: TypedEncodePlan<Value> {
    private let write: (Value, EncoderState) throws -> Void

    init(_ shape: Shape, _ write: @escaping (Value, EncoderState) throws -> Void) {
        self.write = write
        super.init(shape: shape)
    }

    override func encode(_ value: Value, _ state: EncoderState) throws {
        try write(value, state)
    }
}

/// A Swift array as a slice, and an array of a fixed length as an array.
final class ListEncodePlan<Value, Element: Encodable>: TypedEncodePlan<Value> {
    private let elements: (Value) -> [Element]
    private let elementPlan: TypedEncodePlan<Element>
    private let list: Shape

    init(_ state: EncoderState, _ shape: Shape, elements: @escaping (Value) -> [Element]) {
        self.elements = elements
        elementPlan = state.plan(Element.self)
        list = state.book.pointee.add(shape)
        super.init(shape: list)
    }

    override func encode(_ value: Value, _ state: EncoderState) throws {
        let elements = elements(value)
        if elements.isEmpty, list.kind == .slice, state.stream.pointee.slot == .field {
            _ = shapeWithoutValue(state)
            state.stream.pointee.slot = .none
        } else {
            if elements.isEmpty { _ = shapeWithoutValue(state) }
            state.stream.pointee.beginValue()
            state.stream.pointee.writer.append(unsigned: UInt64(elements.count))
            for element in elements {
                state.stream.pointee.slot = .whole
                try elementPlan.encode(element, state)
                let written = state.stream.pointee.written
                if list.element == nil {
                    list.element = written?.takeUnretainedValue()
                    state.book.pointee.noteChange(of: list)
                } else if written?._withUnsafeGuaranteedRef({ $0 === list.element }) != true {
                    throw state.refuse(value, "the elements of a list must be of one type")
                }
            }
        }
        state.stream.pointee.written = .passUnretained(list)
    }

    override func shapeWithoutValue(_ state: EncoderState) -> Shape? {
        if list.element == nil, let shape = elementPlan.shapeWithoutValue(state) {
            list.element = shape
            state.book.pointee.noteChange(of: list)
        }
        return list
    }
}

/// A dictionary as a map.
final class MapEncodePlan<Key: Hashable & Encodable, Element: Encodable>: TypedEncodePlan<[Key: Element]> {
    private let keyPlan: TypedEncodePlan<Key>
    private let elementPlan: TypedEncodePlan<Element>
    private let map: Shape

    init(_ state: EncoderState) {
        keyPlan = state.plan(Key.self)
        elementPlan = state.plan(Element.self)
        map = state.book.pointee.add(Shape(.map))
        super.init(shape: map)
    }

    override func encode(_ value: [Key: Element], _ state: EncoderState) throws {
        if value.isEmpty { _ = shapeWithoutValue(state) }
        state.stream.pointee.beginValue()
        state.stream.pointee.writer.append(unsigned: UInt64(value.count))
        for (key, element) in value {
            state.stream.pointee.slot = .whole
            try keyPlan.encode(key, state)
            if map.key == nil { adopt(key: state.stream.pointee.written?.takeUnretainedValue(), state) }
            state.stream.pointee.slot = .whole
            try elementPlan.encode(element, state)
            if map.element == nil { adopt(element: state.stream.pointee.written?.takeUnretainedValue(), state) }
        }
        state.stream.pointee.written = .passUnretained(map)
    }

    override func shapeWithoutValue(_ state: EncoderState) -> Shape? {
        if map.key == nil { adopt(key: keyPlan.shapeWithoutValue(state), state) }
        if map.element == nil { adopt(element: elementPlan.shapeWithoutValue(state), state) }
        return map
    }

    private func adopt(key: Shape?, _ state: EncoderState) {
        map.key = key
        state.book.pointee.noteChange(of: map)
    }

    private func adopt(element: Shape?, _ state: EncoderState) {
        map.element = element
        state.book.pointee.noteChange(of: map)
    }
}

/// An optional, which gob knows as a pointer: the value, or nothing.
final class OptionalEncodePlan<Wrapped: Encodable>: TypedEncodePlan<Wrapped?> {
    private let wrapped: TypedEncodePlan<Wrapped>

    init(_ state: EncoderState) {
        wrapped = state.plan(Wrapped.self)
        super.init()
    }

    override func encode(_ value: Wrapped?, _ state: EncoderState) throws {
        guard let value else { return try state.writeNil() }
        try wrapped.encode(value, state)
    }

    override func shapeWithoutValue(_ state: EncoderState) -> Shape? {
        wrapped.shapeWithoutValue(state)
    }
}

/// A type with bytes of its own.
final class OpaqueEncodePlan<Value: GobOpaque>: TypedEncodePlan<Value> {
    private let opaque: Shape

    init(_ state: EncoderState, name: String = Value.self == GobTime.self ? "Time" : "\(Value.self)") {
        opaque = state.book.pointee.add(Shape(.opaque, name: name, form: Value.gobForm.value))
        super.init(shape: opaque)
    }

    override func encode(_ value: Value, _ state: EncoderState) throws {
        try state.write(opaque: value.gobBytes, opaque, isZero: value.isGobZero)
    }
}

/// An interface value: the name of a type, its id, and a value that can be skipped.
final class InterfaceEncodePlan: TypedEncodePlan<GobInterface> {
    init(_ state: EncoderState) {
        super.init(shape: state.basic(.interface))
    }

    override func encode(_ interface: GobInterface, _ state: EncoderState) throws {
        guard let value = interface.value else {
            return try state.write(state.basic(.interface), isZero: true) { $0.append(0) }
        }
        guard let entry = state.types.byType[ObjectIdentifier(Swift.type(of: value))] else {
            throw state.refuse(value, "\(Swift.type(of: value)) is not registered for interface values")
        }
        try state.enter(value)
        state.stream.pointee.beginValue()
        state.stream.pointee.writer.append(entry.name)
        let start = state.stream.pointee.writer.count
        guard let shape = try entry.encode(value, state) else {
            throw state.refuse(value, "\(Swift.type(of: value)) is not what it was registered as")
        }
        // What is known of the type now is enough to read the value, whatever is added to it later.
        let id = UInt64(state.book.pointee.define(shape)) << 1
        let isStructure = shape.kind == .structure
        let length = UInt64(state.stream.pointee.writer.count - start + (isStructure ? 0 : 1))
        let count = ByteWriter.byteCount(of: id) + ByteWriter.byteCount(of: length) + (isStructure ? 0 : 1)
        state.stream.pointee.insert(count, at: start) { place in
            let idByteCount = ByteWriter.write(id, to: place)
            _ = ByteWriter.write(length, to: place + idByteCount)
            if !isStructure { place[count - 1] = 0 }
        }
        state.stream.pointee.depth -= 1
        state.stream.pointee.written = .passUnretained(state.basic(.interface))
    }
}

extension Array: EncodePlanProviding where Element: Encodable {
    static func makeEncodePlan(in state: EncoderState) -> EncodePlan {
        if Element.self == UInt8.self {
            return ScalarEncodePlan<[UInt8]>(state.basic(.bytes)) { value, state in
                try value.withUnsafeBufferPointer { try state.write(bytes: $0) }
            }
        }
        return ListEncodePlan<[Element], Element>(state, Shape(.slice)) { $0 }
    }
}

extension GobArray: EncodePlanProviding where Element: Encodable {
    static func makeEncodePlan(in state: EncoderState) -> EncodePlan {
        ListEncodePlan<GobArray, Element>(state, Shape(.array, length: count)) { $0.elements }
    }
}

extension Dictionary: EncodePlanProviding where Key: Encodable, Value: Encodable {
    static func makeEncodePlan(in state: EncoderState) -> EncodePlan { MapEncodePlan<Key, Value>(state) }
}

extension Optional: EncodePlanProviding where Wrapped: Encodable {
    static func makeEncodePlan(in state: EncoderState) -> EncodePlan { OptionalEncodePlan<Wrapped>(state) }
}

extension GobComplex: EncodePlanProviding {
    static func makeEncodePlan(in state: EncoderState) -> EncodePlan {
        ScalarEncodePlan<GobComplex>(state.basic(.complex)) { try $1.write($0) }
    }
}

extension GobInterface: EncodePlanProviding {
    static func makeEncodePlan(in state: EncoderState) -> EncodePlan { InterfaceEncodePlan(state) }
}

extension GobOpaque {
    static func makeOpaqueEncodePlan(in state: EncoderState) -> EncodePlan { OpaqueEncodePlan<Self>(state) }
}

extension Data: EncodePlanProviding {
    static func makeEncodePlan(in state: EncoderState) -> EncodePlan {
        ScalarEncodePlan<Data>(state.basic(.bytes)) { value, state in
            try value.withUnsafeBytes { try state.write(bytes: $0.bindMemory(to: UInt8.self)) }
        }
    }
}

/// A date as a `time.Time`.
extension Date: EncodePlanProviding {
    static func makeEncodePlan(in state: EncoderState) -> EncodePlan {
        let shape = state.book.pointee.add(Shape(.opaque, name: "Time"))
        return ScalarEncodePlan<Date>(shape) { value, state in
            let time = GobTime(value)
            try state.write(opaque: time.gobBytes, shape, isZero: time.isGobZero)
        }
    }
}
