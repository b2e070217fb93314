/// The keys below a folder: what etcd calls a prefix, as its first key and the first one after its last.
struct KeyRange: Hashable, Sendable {
    let start: [UInt8]
    let end: [UInt8]

    /// - Parameter prefix: Where the keys begin. Without a slash at its end it gets one: `/services/string` is not to
    ///   hold the keys of `/services/stringsvc`.
    init(prefix: String) {
        let folder = Self.folder(prefix)
        start = Array(folder.utf8)
        // The last byte is a slash, so there is always a next one.
        end = start.dropLast() + [UInt8(ascii: "/") + 1]
    }

    static func folder(_ prefix: String) -> String {
        prefix.hasSuffix("/") ? prefix : prefix + "/"
    }

    func contains(_ key: [UInt8]) -> Bool {
        key.starts(with: start)
    }

    /// What follows the last slash of a key; `nil` when that is nothing, or not UTF-8.
    static func lastPart(of key: [UInt8]) -> String? {
        let part = key.suffix(while: { $0 != UInt8(ascii: "/") })
        guard !part.isEmpty else { return nil }
        return String(validating: part, as: UTF8.self)
    }
}

extension Array {
    fileprivate func suffix(while isWanted: (Element) -> Bool) -> ArraySlice<Element> {
        var index = endIndex
        while index > startIndex, isWanted(self[index - 1]) { index -= 1 }
        return self[index...]
    }
}
