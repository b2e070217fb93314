/// The fields that every connection knows from the start: RFC 7541, appendix A.
enum HPACKStaticTable {
    /// How many there are; the index of the first is 1.
    static let count = 61

    /// A field.
    struct Field: Sendable {
        let name: StaticString
        let value: StaticString
        let kind: HTTP2FieldKind
    }

    static let fields: [Field] = rows.map { name, value in
        Field(name: name, value: value, kind: HTTP2FieldKind(name: name.bytes, value: value.bytes))
    }

    /// The index of the first field of a name; 0 when there is none.
    static func index(ofName name: Span<UInt8>) -> UInt8 {
        guard name.count > 0, name.count < 32 else { return 0 }
        var place = slot(name.count, name[0], name[name.count - 1])
        while true {
            let index = indexesByName[place]
            guard index > 0 else { return 0 }
            let bytes = rows[Int(index) - 1].name.bytes
            if bytes.count == name.count, name.withUnsafeBytes({ $0.elementsEqual(bytes) }) { return index }
            place = (place + 1) & 255
        }
    }

    /// Indexes by a hash of the names, with open addressing.
    private static let indexesByName: [UInt8] = {
        var indexes = [UInt8](repeating: 0, count: 256)
        for (number, row) in rows.enumerated() {
            let name = row.name.bytes
            guard number == 0 || !rows[number - 1].name.bytes.elementsEqual(name) else { continue }
            var place = slot(name.count, name[0], name[name.count - 1])
            while indexes[place] > 0 { place = (place + 1) & 255 }
            indexes[place] = UInt8(truncatingIfNeeded: number + 1)
        }
        return indexes
    }()

    private static func slot(_ count: Int, _ first: UInt8, _ last: UInt8) -> Int {
        (count &* 31 &+ Int(first) &* 7 &+ Int(last) &* 13) & 255
    }

    private static let rows: [(name: StaticString, value: StaticString)] = [
        (":authority", ""),
        (":method", "GET"),
        (":method", "POST"),
        (":path", "/"),
        (":path", "/index.html"),
        (":scheme", "http"),
        (":scheme", "https"),
        (":status", "200"),
        (":status", "204"),
        (":status", "206"),
        (":status", "304"),
        (":status", "400"),
        (":status", "404"),
        (":status", "500"),
        ("accept-charset", ""),
        ("accept-encoding", "gzip, deflate"),
        ("accept-language", ""),
        ("accept-ranges", ""),
        ("accept", ""),
        ("access-control-allow-origin", ""),
        ("age", ""),
        ("allow", ""),
        ("authorization", ""),
        ("cache-control", ""),
        ("content-disposition", ""),
        ("content-encoding", ""),
        ("content-language", ""),
        ("content-length", ""),
        ("content-location", ""),
        ("content-range", ""),
        ("content-type", ""),
        ("cookie", ""),
        ("date", ""),
        ("etag", ""),
        ("expect", ""),
        ("expires", ""),
        ("from", ""),
        ("host", ""),
        ("if-match", ""),
        ("if-modified-since", ""),
        ("if-none-match", ""),
        ("if-range", ""),
        ("if-unmodified-since", ""),
        ("last-modified", ""),
        ("link", ""),
        ("location", ""),
        ("max-forwards", ""),
        ("proxy-authenticate", ""),
        ("proxy-authorization", ""),
        ("range", ""),
        ("referer", ""),
        ("refresh", ""),
        ("retry-after", ""),
        ("server", ""),
        ("set-cookie", ""),
        ("strict-transport-security", ""),
        ("transfer-encoding", ""),
        ("user-agent", ""),
        ("vary", ""),
        ("via", ""),
        ("www-authenticate", ""),
    ]
}
