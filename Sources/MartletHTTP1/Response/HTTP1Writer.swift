/// Writes bytes one after the other into memory that was reserved for them.
///
/// The only place where responses touch raw memory. Each append checks that the bytes fit and traps if they don't: how many
/// are needed is computed from the same values before, so that's a programming error and never up to a client.
package struct HTTP1Writer {
    @usableFromInline let memory: UnsafeMutableRawBufferPointer

    /// How many bytes have been written.
    package private(set) var count = 0

    /// A writer at the start of `memory`.
    package init(_ memory: UnsafeMutableRawBufferPointer) {
        self.memory = memory
    }

    /// Appends the bytes of a literal.
    @inline(__always)
    package mutating func append(_ literal: StaticString) {
        append(UnsafeRawBufferPointer(start: literal.utf8Start, count: literal.utf8CodeUnitCount))
    }

    /// Appends `bytes`.
    @inline(__always)
    package mutating func append(_ bytes: UnsafeRawBufferPointer) {
        precondition(bytes.count <= memory.count &- count)
        guard let source = bytes.baseAddress, let start = memory.baseAddress else { return }
        (start + count).copyMemory(from: source, byteCount: bytes.count)
        count &+= bytes.count
    }

    /// Appends one byte.
    @inline(__always)
    package mutating func append(_ byte: UInt8) {
        precondition(count < memory.count)
        memory[count] = byte
        count &+= 1
    }

    /// Appends `number` in decimal.
    @inline(__always)
    package mutating func append(decimal number: Int) {
        append(digitsOf: UInt(max(number, 0)), radix: 10)
    }

    /// Appends `number` in hexadecimal.
    package mutating func append(hexadecimal number: Int) {
        append(digitsOf: UInt(max(number, 0)), radix: 16)
    }

    @inline(__always)
    private mutating func append(digitsOf number: UInt, radix: UInt) {
        let digitCount = Self.digitCount(of: number, radix: radix)
        precondition(digitCount <= memory.count &- count)
        var rest = number
        var index = count &+ digitCount
        repeat {
            index &-= 1
            let digit = UInt8(truncatingIfNeeded: rest % radix)
            memory[index] = digit < 10 ? ASCII.zero &+ digit : 0x57 &+ digit
            rest /= radix
        } while rest > 0
        count &+= digitCount
    }

    @inline(__always)
    static func digitCount(of number: UInt, radix: UInt) -> Int {
        var digitCount = 1
        var rest = number
        while rest >= radix {
            rest /= radix
            digitCount &+= 1
        }
        return digitCount
    }
}
