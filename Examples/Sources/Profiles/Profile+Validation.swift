/// What a profile may be. Everything that strangers send has a bound.
extension Profile {
    static let maximumIDByteCount = 64
    static let maximumTextByteCount = 1_000
    static let maximumAddressCount = 100

    func validate() throws(ProfileError) {
        try Self.validate(id: id)
        try Self.validate(name, as: "name")
        guard addresses.count <= Self.maximumAddressCount else {
            throw .invalid("a profile has at most \(Self.maximumAddressCount) addresses")
        }
        var ids: Set<String> = []
        for address in addresses {
            try address.validate()
            guard ids.insert(address.id).inserted else { throw .invalid("two addresses have the id \"\(address.id)\"") }
        }
    }

    /// Visible ASCII only, so that two ids are the same in every store or in none, and no `.` and `..`, which a path of a
    /// URL cannot end with.
    static func validate(id: String) throws(ProfileError) {
        guard !id.isEmpty else { throw .invalid("an id must not be empty") }
        guard id.utf8.count <= maximumIDByteCount else {
            throw .invalid("an id has at most \(maximumIDByteCount) characters")
        }
        guard id.utf8.allSatisfy({ (UInt8(ascii: "!")...UInt8(ascii: "~")).contains($0) }) else {
            throw .invalid("an id consists of visible ASCII characters")
        }
        guard id != ".", id != ".." else { throw .invalid("an id must not be \".\" or \"..\"") }
    }

    /// NUL would be the end of a text in SQLite.
    static func validate(_ text: String, as name: String) throws(ProfileError) {
        guard text.utf8.count <= maximumTextByteCount else {
            throw .invalid("a \(name) has at most \(maximumTextByteCount) bytes")
        }
        guard !text.utf8.contains(0) else { throw .invalid("a \(name) must not contain a NUL character") }
    }
}

extension Address {
    func validate() throws(ProfileError) {
        try Profile.validate(id: id)
        try Profile.validate(location, as: "location")
    }
}
