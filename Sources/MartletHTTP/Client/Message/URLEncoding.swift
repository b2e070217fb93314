/// Makes the text of a URL that somebody has written one that can be sent: what the grammar of [RFC
/// 3986](https://www.rfc-editor.org/rfc/rfc3986#appendix-A) does not allow in a place is percent-encoded there, and
/// everything else is left as it is, escapes too.
///
/// For text that is data there is ``PercentEncoding``.
enum URLEncoding {
    static func path(_ text: Substring) -> String {
        encode(text, alsoKeeping: "!$&'()*+,;=:@/%")
    }

    static func query(_ text: some StringProtocol) -> String {
        encode(text, alsoKeeping: "!$&'()*+,;=:@/?%")
    }

    private static func encode(_ text: some StringProtocol, alsoKeeping delimiters: String) -> String {
        var encoded = ""
        for scalar in text.unicodeScalars {
            let character = String(scalar)
            encoded += delimiters.contains(character) ? character : PercentEncoding.encodeQueryComponent(character)
        }
        return encoded
    }
}
