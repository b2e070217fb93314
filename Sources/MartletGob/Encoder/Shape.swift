/// A type as this side describes it to its peer.
///
/// Codable shows values, not types: what a field is made of is known once one has been encoded, or from the type's decoder (see
/// ``ShapeProbe``). So a shape may still grow after its definition was sent: then it and all that consist of it are defined
/// anew, under other ids. What has been sent under the old ones stays right, since fields are only added at the end.
///
/// `@exclusivity(unchecked)`: one encoder uses it, on one thread, and no access calls anything that could come back.
final class Shape {
    struct Field {
        /// As Swift's coding key spells it.
        let key: String
        /// As Go spells it.
        let name: String
        var shape: Shape?
        /// How values of this field are encoded, for the Swift type that it had the last time.
        var plan: EncodePlan?
    }

    let kind: WireKind
    let form: GobOpaqueForm.Value
    let length: Int
    @exclusivity(unchecked) var name: String
    @exclusivity(unchecked) var fields: [Field] = []
    @exclusivity(unchecked) var numbers: [String: Int] = [:]
    /// Of the elements; of the values of a map.
    @exclusivity(unchecked) var element: Shape?
    @exclusivity(unchecked) var key: Shape?
    /// 0 until there is one.
    @exclusivity(unchecked) var id: Int
    @exclusivity(unchecked) var isSent = false
    @exclusivity(unchecked) var hasChanged = false
    @exclusivity(unchecked) var isBeingNumbered = false

    init(_ kind: WireKind, name: String = "", form: GobOpaqueForm.Value = .gobEncoder, length: Int = 0) {
        self.kind = kind
        self.name = name
        self.form = form
        self.length = length
        id = kind.rawValue <= WireKind.interface.rawValue ? Int(kind.rawValue) + 1 : 0
    }

    var isBasic: Bool { kind.rawValue <= WireKind.interface.rawValue }

    /// Whether everything is known that its definition says.
    var isResolved: Bool { isResolved(depth: 0) }

    private func isResolved(depth: Int) -> Bool {
        // A list of lists of itself never gets more certain than this.
        guard depth < 16 else { return true }
        switch kind {
        case .slice, .array: return element?.isResolved(depth: depth + 1) ?? false
        case .map: return key?.isResolved(depth: depth + 1) ?? false && element?.isResolved(depth: depth + 1) ?? false
        default: return true
        }
    }

    /// What it consists of, in the order of the definition.
    func forEachPart(_ body: (Shape) -> Void) {
        for field in fields {
            if let shape = field.shape { body(shape) }
        }
        if let key { body(key) }
        if let element { body(element) }
    }

    /// Lets go of everything that it consists of.
    func takeApart() {
        fields = []
        element = nil
        key = nil
    }

    /// As Go writes the type of a field that has no name.
    var typeName: String { typeName(depth: 0) }

    private func typeName(depth: Int) -> String {
        guard depth < 16 else { return "" }
        func part(_ shape: Shape?) -> String { shape?.typeName(depth: depth + 1) ?? "" }
        switch kind {
        case .slice: return "[]\(part(element))"
        case .array: return "[\(length)]\(part(element))"
        case .map: return "map[\(part(key))]\(part(element))"
        case .structure, .opaque: return name
        default: return kind.name
        }
    }
}

extension Shape: CustomStringConvertible {
    var description: String {
        switch kind {
        case .structure, .opaque: name.isEmpty ? kind.name : name
        default: typeName
        }
    }
}
