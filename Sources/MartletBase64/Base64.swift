/// Base64 with the alphabet of RFC 4648, section 4.
///
/// A module of its own without dependencies, so that every format that holds it can have it.
package enum Base64 {
    static let alphabet: StaticString = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    static let padding = UInt8(ascii: "=")

    /// The value of each character of the alphabet, and 255 for all else.
    static let values: [UInt8] = {
        var values = [UInt8](repeating: 255, count: 256)
        for value in 0..<64 { values[Int(alphabet.utf8Start[value])] = UInt8(value) }
        return values
    }()
}
