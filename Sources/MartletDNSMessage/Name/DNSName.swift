/// A domain name, always taken as a whole: the last label is followed by the root.
///
/// Names are equal when they differ in the case of letters only
/// ([RFC 1035, section 2.3.3](https://www.rfc-editor.org/rfc/rfc1035#section-2.3.3)); the case that was given is kept.
package struct DNSName: Sendable {
    /// The labels, each after its length, without the empty one of the root: at most 254 bytes.
    package let bytes: [UInt8]

    /// Labels of 1 to 63 bytes, which together fit into a name.
    init(checked bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// The name that all others end with.
    package static let root = DNSName(checked: [])

    /// The most bytes of labels and lengths; with the root they are the 255 of
    /// [RFC 1035, section 2.3.4](https://www.rfc-editor.org/rfc/rfc1035#section-2.3.4).
    static let maximumByteCount = 254

    /// The most bytes of a label.
    static let maximumLabelByteCount = 63

    /// Whether it is the root.
    package var isRoot: Bool { bytes.isEmpty }

    /// The labels, without their lengths.
    package var labels: [ArraySlice<UInt8>] {
        var labels: [ArraySlice<UInt8>] = []
        var position = 0
        while position < bytes.count {
            let end = position + 1 + Int(bytes[position])
            labels.append(bytes[(position + 1)..<end])
            position = end
        }
        return labels
    }

    /// Whether also the case of all letters is the same.
    package func isIdentical(to other: DNSName) -> Bool { bytes == other.bytes }

    /// The same name with the case of each letter chosen at random: an answer that repeats it was made by somebody who has
    /// read the question
    /// ([draft-vixie-dnsext-dns0x20](https://datatracker.ietf.org/doc/html/draft-vixie-dnsext-dns0x20-00)).
    package func mixingCase(using generator: inout some RandomNumberGenerator) -> DNSName {
        DNSName(
            checked: bytes.map { byte in
                // A length is no letter: it is below 64.
                byte.isLetter && Bool.random(using: &generator) ? byte ^ 0x20 : byte
            }
        )
    }
}

extension DNSName: Hashable {
    package static func == (left: DNSName, right: DNSName) -> Bool {
        left.bytes.count == right.bytes.count
            && zip(left.bytes, right.bytes).allSatisfy { $0.lowercase == $1.lowercase }
    }

    package func hash(into hasher: inout Hasher) {
        for byte in bytes { hasher.combine(byte.lowercase) }
    }
}

extension UInt8 {
    fileprivate var isLetter: Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(lowercase) }

    fileprivate var lowercase: UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(self) ? self | 0x20 : self
    }
}
