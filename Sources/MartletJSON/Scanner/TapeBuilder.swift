/// Checks a whole document and writes its tape.
///
/// There is no recursion: an open container keeps the index of the one around it in its own entry, so the depth of
/// the document costs no stack.
struct TapeBuilder: ~Copyable {
    private(set) var tape: Tape
    private let limits: JSONCodec.Limits
    private var offset = 0
    private var depth = 0
    /// The index of the innermost open container.
    private var open = TapeBuilder.none

    private static let none = UInt32.max

    init(byteCount: Int, limits: JSONCodec.Limits) {
        self.limits = limits
        tape = Tape(capacity: min(byteCount / 8 + 8, limits.valueCount))
    }

    consuming func finish() -> Tape {
        tape
    }

    mutating func scan(_ bytes: Span<UInt8>) throws(SyntaxError) {
        // Offsets and indices of the tape are 32 bits wide, and there are never more entries than bytes.
        let byteLimit = min(limits.byteCount, Int(UInt32.max) - 1)
        guard bytes.count <= byteLimit else {
            throw SyntaxError(reason: .tooManyBytes(limit: byteLimit), offset: byteLimit)
        }
        if bytes.hasPrefix("\u{FEFF}", at: 0) {
            throw SyntaxError(reason: .byteOrderMark, offset: 0)
        }
        skipWhitespace(bytes)
        repeat {
            try scanValue(bytes)
        } while try scanSeparator(bytes)
        guard offset == bytes.count else {
            throw SyntaxError(reason: .trailingBytes(found: bytes[offset]), offset: offset)
        }
    }

    /// Goes from the start of a value to its end, or into it up to the end of the first scalar or empty container.
    @inline(__always)
    private mutating func scanValue(_ bytes: Span<UInt8>) throws(SyntaxError) {
        while true {
            switch try peek(bytes) {
            case UInt8(ascii: "\""):
                let token = try StringToken(in: bytes, from: offset &+ 1)
                try append(token.hasEscapes ? .escapedString : .string, from: offset &+ 1, to: token.end)
                offset = token.end &+ 1
                return
            case UInt8(ascii: "{"):
                try openContainer(.object)
                skipWhitespace(bytes)
                if try peek(bytes) == UInt8(ascii: "}") {
                    return try closeContainer(bytes)
                }
                try scanKey(bytes)
            case UInt8(ascii: "["):
                try openContainer(.array)
                skipWhitespace(bytes)
                if try peek(bytes) == UInt8(ascii: "]") {
                    return try closeContainer(bytes)
                }
                tape[Int(open)].length = 1
            case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
                let token = try NumberToken(in: bytes, from: offset)
                try append(token.isInteger ? .integer : .number, from: offset, to: token.end)
                offset = token.end
                return
            case UInt8(ascii: "t"):
                return try scanLiteral("true", .true, bytes)
            case UInt8(ascii: "f"):
                return try scanLiteral("false", .false, bytes)
            case UInt8(ascii: "n"):
                return try scanLiteral("null", .null, bytes)
            case let byte:
                throw SyntaxError(reason: .expectedValue(found: byte), offset: offset)
            }
        }
    }

    /// Goes from the end of a value to the start of the next one.
    ///
    /// - Returns: `false` if there is none, at the end of the document.
    @inline(__always)
    private mutating func scanSeparator(_ bytes: Span<UInt8>) throws(SyntaxError) -> Bool {
        while true {
            skipWhitespace(bytes)
            if open == TapeBuilder.none {
                return false
            }
            let isObject = tape[Int(open)].kind == .object
            switch try peek(bytes) {
            case UInt8(ascii: ","):
                offset &+= 1
                skipWhitespace(bytes)
                if isObject {
                    try scanKey(bytes)
                } else {
                    tape[Int(open)].length &+= 1
                }
                return true
            case UInt8(ascii: "}") where isObject:
                try closeContainer(bytes)
            case UInt8(ascii: "]") where !isObject:
                try closeContainer(bytes)
            case let byte:
                throw SyntaxError(
                    reason: isObject ? .expectedCommaOrBrace(found: byte) : .expectedCommaOrBracket(found: byte),
                    offset: offset
                )
            }
        }
    }

    /// Goes from the start of a key to the start of its value.
    @inline(__always)
    private mutating func scanKey(_ bytes: Span<UInt8>) throws(SyntaxError) {
        let first = try peek(bytes)
        guard first == UInt8(ascii: "\"") else {
            throw SyntaxError(reason: .expectedKey(found: first), offset: offset)
        }
        let token = try StringToken(in: bytes, from: offset &+ 1)
        tape[Int(open)].length &+= 1
        try append(token.hasEscapes ? .escapedKey : .key, from: offset &+ 1, to: token.end)
        offset = token.end &+ 1
        skipWhitespace(bytes)
        let separator = try peek(bytes)
        guard separator == UInt8(ascii: ":") else {
            throw SyntaxError(reason: .expectedColon(found: separator), offset: offset)
        }
        offset &+= 1
        skipWhitespace(bytes)
    }

    private mutating func scanLiteral(
        _ literal: StaticString,
        _ kind: TapeEntry.Kind,
        _ bytes: Span<UInt8>
    ) throws(SyntaxError) {
        guard bytes.hasPrefix(literal, at: offset) else {
            throw SyntaxError(reason: .expectedValue(found: bytes[offset]), offset: offset)
        }
        let end = offset &+ literal.utf8CodeUnitCount
        try append(kind, from: offset, to: end)
        offset = end
    }

    private mutating func openContainer(_ kind: TapeEntry.Kind) throws(SyntaxError) {
        guard depth < limits.depth else {
            throw SyntaxError(reason: .tooDeep(limit: limits.depth), offset: offset)
        }
        let container = UInt32(truncatingIfNeeded: tape.count)
        try append(kind, from: offset, to: offset)
        tape[Int(container)].next = open
        open = container
        depth &+= 1
        offset &+= 1
    }

    private mutating func closeContainer(_ bytes: Span<UInt8>) throws(SyntaxError) {
        let container = Int(open)
        if tape[container].kind == .object {
            try checkKeys(of: container, in: bytes)
            tape[container].length = open &+ 1
        }
        open = tape[container].next
        tape[container].next = UInt32(truncatingIfNeeded: tape.count)
        depth &-= 1
        offset &+= 1
    }

    @inline(__always)
    private mutating func append(_ kind: TapeEntry.Kind, from start: Int, to end: Int) throws(SyntaxError) {
        guard tape.count < limits.valueCount else {
            throw SyntaxError(reason: .tooManyValues(limit: limits.valueCount), offset: offset)
        }
        tape.append(
            TapeEntry(
                start: UInt32(truncatingIfNeeded: start),
                length: UInt32(truncatingIfNeeded: end &- start),
                next: UInt32(truncatingIfNeeded: tape.count &+ 1),
                kind: kind
            )
        )
    }

    @inline(__always)
    private func peek(_ bytes: Span<UInt8>) throws(SyntaxError) -> UInt8 {
        guard offset < bytes.count else {
            throw SyntaxError(reason: .endOfInput, offset: bytes.count)
        }
        return bytes[offset]
    }

    @inline(__always)
    private mutating func skipWhitespace(_ bytes: Span<UInt8>) {
        while offset < bytes.count, bytes[offset] <= 0x20 {
            switch bytes[offset] {
            case UInt8(ascii: " "), UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: "\t"): offset &+= 1
            default: return
            }
        }
    }
}

extension TapeBuilder {
    /// The path of the place where `error` stopped the scan: what was open, and what was being read in it.
    func path(of error: SyntaxError, in bytes: Span<UInt8>) -> [PathKey] {
        var path: [PathKey] = []
        var container = open
        var isInValue = !error.reason.isBetweenValues
        var child = tape.count
        while container != TapeBuilder.none {
            let entry = tape[Int(container)]
            if isInValue {
                if entry.kind == .array {
                    path.append(PathKey(index: max(Int(entry.length), 1) - 1))
                } else if let key = key(at: child - 1, in: bytes) {
                    path.append(key)
                }
            }
            isInValue = true
            child = Int(container)
            container = entry.next
        }
        return path.reversed()
    }

    private func key(at index: Int, in bytes: Span<UInt8>) -> PathKey? {
        let entry = tape[index]
        guard entry.kind == .key || entry.kind == .escapedKey else { return nil }
        return PathKey(String(entry, in: bytes))
    }
}

extension String {
    /// The text of a string or key of the tape.
    init(_ entry: TapeEntry, in bytes: Span<UInt8>) {
        let token = bytes.extracting(entry.range)
        if entry.kind == .escapedString || entry.kind == .escapedKey {
            self.init(unescaping: token)
        } else {
            self = token.withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
        }
    }
}
