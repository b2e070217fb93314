import Martlet

/// A path of a node, checked.
struct NodePath: Hashable {
    let text: String

    /// - Throws: `Status` with `invalidArgument` for what the servers would refuse.
    init(_ text: String) throws {
        let names = text.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
        guard text.utf8.first == UInt8(ascii: "/"), text.utf8.count > 1, text.utf8.count <= 4096,
            names.allSatisfy({ !$0.isEmpty && $0 != "." && $0 != ".." }),
            text.unicodeScalars.allSatisfy({ !Self.isForbidden($0) })
        else { throw Status(.invalidArgument, "\"\(text)\" is no path of a ZooKeeper node") }
        self.text = text
    }

    /// The path and all above it, from the top.
    var andParents: [String] {
        var path = ""
        return text.split(separator: "/").map { name in
            path += "/\(name)"
            return path
        }
    }

    /// The path of a child.
    ///
    /// - Parameter id: Becomes its name: what cannot stand in one becomes `%` and two hexadecimal digits for each byte.
    func child(_ id: String) -> String {
        var name = ""
        for byte in id.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: ":"),
                UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "."):
                name.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                name += byte < 16 ? "%0" : "%"
                name += String(byte, radix: 16, uppercase: true)
            }
        }
        // Names of dots only mean something else.
        if name == "." || name == ".." || name.isEmpty { name = "%" + name }
        return "\(text)/\(name)"
    }

    /// [What may not stand in a path](https://zookeeper.apache.org/doc/r3.8.0/zookeeperProgrammers.html#ch_zkDataModel).
    private static func isForbidden(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0...0x1F, 0x7F...0x9F, 0xD800...0xF8FF, 0xFFF0...0xFFFF: true
        default: false
        }
    }
}
