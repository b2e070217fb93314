/// Writes what messages consist of.
struct DNSWriter {
    private(set) var bytes: [UInt8] = []

    /// Where names and their ends have been written.
    private var places: [ArraySlice<UInt8>: UInt16] = [:]

    mutating func write(_ byte: UInt8) {
        bytes.append(byte)
    }

    mutating func write(_ integer: UInt16) {
        bytes.append(UInt8(integer >> 8))
        bytes.append(UInt8(integer & 0xFF))
    }

    mutating func write(_ integer: UInt32) {
        write(UInt16(integer >> 16))
        write(UInt16(integer & 0xFFFF))
    }

    mutating func write(_ more: [UInt8]) {
        bytes += more
    }

    /// Writes a name in full, as in data of types that came after RFC 1035
    /// ([RFC 3597, section 4](https://www.rfc-editor.org/rfc/rfc3597#section-4)).
    mutating func writeInFull(_ name: DNSName) {
        bytes += name.bytes
        bytes.append(0)
    }

    /// Writes a name, or a pointer to where it or its end has been written in the same case.
    mutating func write(_ name: DNSName) {
        var rest = name.bytes[...]
        while let length = rest.first {
            if let place = places[rest] { return write(0xC000 | place) }
            // A pointer has 14 bits.
            if bytes.count < 0x4000 { places[rest] = UInt16(bytes.count) }
            bytes += rest.prefix(1 + Int(length))
            rest = rest.dropFirst(1 + Int(length))
        }
        bytes.append(0)
    }

    /// Writes two bytes of length and then what the closure writes.
    mutating func writeWithLength(_ content: (inout DNSWriter) -> Void) {
        let start = bytes.count
        write(UInt16(0))
        content(&self)
        let length = UInt16(clamping: bytes.count - start - 2)
        bytes[start] = UInt8(length >> 8)
        bytes[start + 1] = UInt8(length & 0xFF)
    }
}
