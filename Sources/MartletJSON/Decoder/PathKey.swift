/// A step of a coding path: the key of an object, or the index in an array.
struct PathKey: CodingKey {
    var stringValue: String
    var intValue: Int?

    init(_ key: String) {
        stringValue = key
    }

    /// Named as Foundation's coders name it.
    init(index: Int) {
        stringValue = "Index \(index)"
        intValue = index
    }

    init?(stringValue: String) {
        self.init(stringValue)
    }

    init?(intValue: Int) {
        self.init(index: intValue)
    }

    static let `super` = PathKey("super")
}
