/// A Go array, whose length is part of its type: `[3]int` is `GobArray<3, Int>`.
///
/// Go refuses a slice where it expects an array, so a Swift array, which is sent as a slice, does not do. Reading is
/// less strict: a Swift array takes both.
///
/// In other formats than gob it is a list.
public struct GobArray<let count: Int, Element> {
    /// The elements, as many as the type says.
    public private(set) var elements: [Element]

    /// Makes an array of its elements.
    ///
    /// - Parameter elements: The elements; `nil` is the answer to more or fewer of them.
    public init?(_ elements: [Element]) {
        guard elements.count == count else { return nil }
        self.elements = elements
    }

    /// Makes an array of equal elements.
    public init(repeating element: Element) {
        elements = Array(repeating: element, count: count)
    }

    /// The element at a position.
    public subscript(position: Int) -> Element {
        get { elements[position] }
        set { elements[position] = newValue }
    }
}

extension GobArray: Sendable where Element: Sendable {}
extension GobArray: Equatable where Element: Equatable {}
extension GobArray: Hashable where Element: Hashable {}

extension GobArray: Encodable where Element: Encodable {
    /// Writes the elements.
    public func encode(to encoder: any Encoder) throws {
        try elements.encode(to: encoder)
    }
}

extension GobArray: Decodable where Element: Decodable {
    /// Reads the elements.
    ///
    /// - Throws: `DecodingError` when there are more or fewer of them.
    public init(from decoder: any Decoder) throws {
        let elements = try [Element](from: decoder)
        guard let array = Self(elements) else {
            let message = "expected \(count) elements, found \(elements.count)"
            throw DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: message))
        }
        self = array
    }
}
