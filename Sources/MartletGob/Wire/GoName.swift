/// The names of fields: Go sends only those that are exported, which is to say that begin with a capital.
enum GoName {
    /// The name that a key has in Go: the same with a capital first.
    static func exported(_ key: String) -> String {
        guard let first = key.first, first.isLowercase else { return key }
        return first.uppercased() + key.dropFirst()
    }

    /// Whether a field has the name that a key has in Go.
    @inline(__always)
    static func isExported(_ key: String, as name: String) -> Bool {
        let left = key.utf8.span
        let right = name.utf8.span
        guard left.count == right.count, left.count > 0 else { return key.isEmpty && name.isEmpty }
        var first = left[0]
        guard first < 0x80 else { return exported(key) == name }
        if first >= UInt8(ascii: "a"), first <= UInt8(ascii: "z") { first &-= 0x20 }
        guard first == right[0] else { return false }
        for index in 1..<left.count where left[index] != right[index] { return false }
        return true
    }
}

extension GoName {
    /// The key that a field has in Swift: the same with a small letter first.
    static func unexported(_ name: String) -> String {
        name.prefix(1).lowercased() + name.dropFirst()
    }
}
