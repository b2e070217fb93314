import MartletHTTP1

/// The methods that the routes of a table use, each with a bit of its own, so that the methods of several patterns are
/// joined by an `or`.
///
/// Bits are in the order of the names: an `Allow` field lists the methods from the lowest bit up, and is sorted.
struct RouteMethods: Sendable {
    /// The names, the one at index i for bit i.
    let names: [String]

    /// As many as bits in a word. IANA's registry has about 40 methods.
    static let maximumCount = UInt64.bitWidth

    /// The methods of a table whose routes have the methods `names`, which are valid, and the two it answers by itself.
    ///
    /// Nil if there are more than ``maximumCount``.
    init?(_ names: some Sequence<String>) {
        let names = Set(names).union(["GET", "HEAD", "OPTIONS"])
        guard names.count <= Self.maximumCount else { return nil }
        self.names = names.sorted()
    }

    /// The bit of a method.
    func bit(_ name: String) -> UInt64 {
        names.firstIndex(of: name).map { 1 &<< UInt64(truncatingIfNeeded: $0) } ?? 0
    }

    /// The bits of all methods that a pattern answers whose routes have the methods `names`.
    ///
    /// HEAD is answered wherever GET is, and OPTIONS everywhere.
    func bits(_ names: some Sequence<String>) -> UInt64 {
        var bits = bit("OPTIONS")
        for name in names {
            bits |= bit(name)
            if name == "GET" { bits |= bit("HEAD") }
        }
        return bits
    }

    /// The value of the `Allow` field for the methods in `bits`.
    func allow(_ bits: UInt64) -> String {
        names.indices.filter { bits &>> UInt64(truncatingIfNeeded: $0) & 1 == 1 }.map { names[$0] }.joined(
            separator: ", "
        )
    }
}

extension RouteMethods {
    /// What is wrong with a method as somebody wrote it, if anything.
    static func objection(to name: String) -> String? {
        guard !name.isEmpty, name.utf8.allSatisfy(isTokenByte) else {
            return "the method is not a token of letters, digits and !#$%&'*+-.^_`|~"
        }
        // The server reads no longer ones.
        guard name.utf8.count <= 32 else { return "the method is longer than 32 bytes" }
        let upper = name.uppercased()
        if upper != name, HTTP1Method(standardName: upper) != nil {
            return "methods are case-sensitive: write \(upper)"
        }
        return nil
    }

    /// `tchar`, RFC 9110 section 5.6.2.
    private static func isTokenByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default:
            "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
    }
}

extension HTTP1Method {
    /// How many methods have a case of their own.
    static let standardCount = 9

    /// A number below ``standardCount``, or that for `.other`.
    ///
    /// The raw value, but known to the optimiser: its getter and `==` would be calls into another module.
    @inline(__always) var slot: Int {
        switch self {
        case .get: 0
        case .head: 1
        case .post: 2
        case .put: 3
        case .delete: 4
        case .patch: 5
        case .options: 6
        case .connect: 7
        case .trace: 8
        case .other: 9
        }
    }

    /// The method of this name, if it is one with a case of its own.
    init?(standardName name: String) {
        switch name {
        case "GET": self = .get
        case "HEAD": self = .head
        case "POST": self = .post
        case "PUT": self = .put
        case "DELETE": self = .delete
        case "PATCH": self = .patch
        case "OPTIONS": self = .options
        case "CONNECT": self = .connect
        case "TRACE": self = .trace
        default: return nil
        }
    }
}
