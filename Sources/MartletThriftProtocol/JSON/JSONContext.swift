/// What separates the values of an array or of an object, and where in it one is.
struct JSONContext {
    let isObject: Bool
    private(set) var count = 0

    init(isObject: Bool) {
        self.isObject = isObject
    }

    /// What stands before the next value; `nil` before the first one.
    var separator: UInt8? {
        guard count > 0 else { return nil }
        return isObject && count % 2 == 1 ? UInt8(ascii: ":") : UInt8(ascii: ",")
    }

    /// Whether the value that has been begun is a key, in which numbers have quotes.
    var isInKey: Bool { isObject && count % 2 == 1 }

    mutating func advance() {
        count += 1
    }
}
