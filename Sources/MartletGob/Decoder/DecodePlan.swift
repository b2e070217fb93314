/// How values of one type are decoded; made once per stream.
class DecodePlan {}

/// The same for a type that is known when this is compiled.
class TypedDecodePlan<Value>: DecodePlan {
    func decode(_ document: Document, _ index: Int) throws -> Value {
        throw document.corrupted("\(Value.self) cannot be decoded", at: index)
    }
}

/// Types that gob has a form for beside the one that their `init(from:)` would read.
protocol DecodePlanProviding {
    static func makeDecodePlan(in stream: DecodingStream) -> DecodePlan
}

/// A type that decodes itself.
final class CustomDecodePlan<Value: Decodable>: TypedDecodePlan<Value> {
    override func decode(_ document: Document, _ index: Int) throws -> Value {
        try Value(from: ValueDecoder(document: document, index: index))
    }
}

/// A type whose values take one call to read.
final class ScalarDecodePlan<Value>: TypedDecodePlan<Value> {
    private let read: (Document, Int) throws -> Value

    init(_ read: @escaping (Document, Int) throws -> Value) {
        self.read = read
    }

    override func decode(_ document: Document, _ index: Int) throws -> Value {
        try read(document, index)
    }
}

/// A slice or an array as a Swift array.
final class ListDecodePlan<Element: Decodable>: TypedDecodePlan<[Element]> {
    override func decode(_ document: Document, _ index: Int) throws -> [Element] {
        try ElementDecoder(document: document, index: index).decodeAll { try $0.decode(Element.self) }
    }
}

/// A map as a dictionary.
final class MapDecodePlan<Key: Hashable & Decodable, Element: Decodable>: TypedDecodePlan<[Key: Element]> {
    private let keyPlan: TypedDecodePlan<Key>
    private let elementPlan: TypedDecodePlan<Element>

    init(_ stream: DecodingStream) {
        keyPlan = stream.plan(Key.self)
        elementPlan = stream.plan(Element.self)
    }

    override func decode(_ document: Document, _ index: Int) throws -> [Key: Element] {
        try document.expect(.map, at: index, [Key: Element].self)
        var result: [Key: Element] = [:]
        result.reserveCapacity(Int(document[index].count))
        try document.forEachMember(of: index) { key, value in
            result[try keyPlan.decode(document, key)] = try elementPlan.decode(document, value)
        }
        return result
    }
}

/// An optional: whatever is on the wire is there, but for a nil interface.
final class OptionalDecodePlan<Wrapped: Decodable>: TypedDecodePlan<Wrapped?> {
    private let wrapped: TypedDecodePlan<Wrapped>

    init(_ stream: DecodingStream) {
        wrapped = stream.plan(Wrapped.self)
    }

    override func decode(_ document: Document, _ index: Int) throws -> Wrapped? {
        document.isNil(at: index) ? nil : try wrapped.decode(document, index)
    }
}

/// A type with bytes of its own.
final class OpaqueDecodePlan<Value: GobOpaque>: TypedDecodePlan<Value> {
    override func decode(_ document: Document, _ index: Int) throws -> Value {
        try document.expect(.opaque, at: index, Value.self)
        let bytes = try document.bytes(at: index)
        do {
            return try Value(gobBytes: bytes)
        } catch {
            throw document.corrupted("\(Value.self) refuses its bytes: \(error)", at: index)
        }
    }
}

/// An interface value of a registered type.
final class InterfaceDecodePlan: TypedDecodePlan<GobInterface> {
    override func decode(_ document: Document, _ index: Int) throws -> GobInterface {
        try document.expect(.interface, at: index, GobInterface.self)
        guard !document.isNil(at: index) else { return GobInterface() }
        let name = document.interfaceName(at: index)
        guard let entry = document.stream.registry.byName[name] else {
            throw document.corrupted(
                "the name \"\(name.prefix(100))\" is not registered for interface values",
                at: index
            )
        }
        return GobInterface(try entry.decode(document, index + 1))
    }
}
