/// Reads a header field from its start to its end, without ever looking past it.
struct ByteReader {
    private let bytes: [UInt8]
    private var position: Int
    private let end: Int

    /// - Parameter text: What to read, spaces and tabs around it left out.
    init(_ text: some StringProtocol) {
        self.init(Array(text.utf8))
    }

    private init(_ bytes: [UInt8]) {
        self.bytes = bytes
        let isSpace: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x09 }
        position = bytes.firstIndex { !isSpace($0) } ?? bytes.endIndex
        end = (bytes.lastIndex { !isSpace($0) } ?? bytes.startIndex - 1) + 1
    }

    var isAtEnd: Bool { position >= end }

    /// How many bytes there are still.
    var count: Int { max(end - position, 0) }

    /// Takes the next byte when it is this one.
    mutating func take(_ byte: UInt8) -> Bool {
        guard position < end, bytes[position] == byte else { return false }
        position += 1
        return true
    }

    /// Takes a number of exactly so many digits, 16 at most.
    mutating func hexadecimal(_ count: Int, _ letters: Hexadecimal.LetterCase) -> UInt64? {
        guard end - position >= count else { return nil }
        var value: UInt64 = 0
        for index in position..<position + count {
            guard let digit = Hexadecimal.value(bytes[index], letters) else { return nil }
            value = value << 4 | UInt64(digit)
        }
        position += count
        return value
    }

    /// Takes all digits that follow.
    ///
    /// - Returns: Their values; the reader stands behind the last one.
    mutating func digits() -> [UInt8] {
        var digits: [UInt8] = []
        while position < end, let digit = Hexadecimal.value(bytes[position], .any) {
            digits.append(digit)
            position += 1
        }
        return digits
    }
}
