/// A type of a stream that is being read, as its sender has defined it.
///
/// Its properties change only while definitions are read; decoding only looks at them. `@exclusivity(unchecked)` since no
/// access calls anything that could come back.
final class WireType {
    struct Field {
        let name: String
        let id: Int
    }

    let kind: WireKind
    let name: String
    /// The fields of a struct, by their number.
    let fields: [Field]
    /// The id of the type of the elements, or of the values of a map.
    let elementID: Int
    let keyID: Int
    /// How many elements an array has.
    let length: Int

    /// What the ids stand for, once somebody has asked.
    @exclusivity(unchecked) private(set) var isResolved = false
    @exclusivity(unchecked) private(set) var fieldTypes: [Unmanaged<WireType>] = []
    @exclusivity(unchecked) private var elementType: Unmanaged<WireType>?
    @exclusivity(unchecked) private var keyType: Unmanaged<WireType>?

    /// The numbers of the fields by name, for large structs whose fields are not asked for in order.
    @exclusivity(unchecked) private var numbers: [String: Int] = [:]

    init(
        _ kind: WireKind,
        name: String,
        fields: [Field] = [],
        elementID: Int = 0,
        keyID: Int = 0,
        length: Int = 0
    ) {
        self.kind = kind
        self.name = name
        self.fields = fields
        self.elementID = elementID
        self.keyID = keyID
        self.length = length
    }

    /// Looks the types up that this one consists of. A definition may come before those that it refers to.
    func resolve(in types: WireTypes) throws(GobError) {
        guard !isResolved else { return }
        switch kind {
        case .structure:
            var resolved: [Unmanaged<WireType>] = []
            resolved.reserveCapacity(fields.count)
            for field in fields { resolved.append(.passUnretained(try types.type(field.id))) }
            fieldTypes = resolved
        case .array, .slice:
            elementType = .passUnretained(try types.type(elementID))
        case .map:
            keyType = .passUnretained(try types.type(keyID))
            elementType = .passUnretained(try types.type(elementID))
        default:
            break
        }
        isResolved = true
    }

    /// The type of the elements; of the values of a map.
    var element: WireType {
        // Types live as long as their table, which outlives every walk through a value.
        elementType?._withUnsafeGuaranteedRef { $0 } ?? self
    }

    var key: WireType {
        keyType?._withUnsafeGuaranteedRef { $0 } ?? self
    }

    /// Structs with more fields get an index of their names when it is needed.
    private static var patience: Int { 16 }

    /// The number of a field, searched from a place on.
    func number(of key: String, from start: Int) -> Int? {
        if fields.count > Self.patience {
            if numbers.isEmpty {
                for (number, field) in fields.enumerated() where numbers[field.name] == nil {
                    numbers[field.name] = number
                }
            }
            return numbers[GoName.exported(key)]
        }
        for offset in 0..<fields.count {
            let number = (start + offset) % fields.count
            if GoName.isExported(key, as: fields[number].name) { return number }
        }
        return nil
    }
}

extension WireType: CustomStringConvertible {
    /// `struct Args`, `slice of int`: for messages about mismatches.
    var description: String {
        switch kind {
        case .structure, .opaque: name.isEmpty ? kind.name : "\(kind.name) \(name)"
        case .array, .slice: isResolved && element !== self ? "\(kind.name) of \(element.kind.name)" : kind.name
        default: kind.name
        }
    }
}
