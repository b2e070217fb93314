/// Lays out a compact document anew, for the output options that are about the document as a whole.
///
/// Doing this in a second pass keeps it out of the way of the encoder, which has neither options to ask nor keys to
/// keep for sorting.
struct Reformatter: ~Copyable {
    private let tape: Tape
    private let options: JSONCodec.OutputOptions
    private var writer: ByteWriter
    private var indentation = 0

    /// - Throws: `EncodingError` for documents of more than 4 GiB.
    static func reformat(_ writer: inout ByteWriter, _ options: JSONCodec.OutputOptions) throws {
        let output = try writer.withSpan { bytes in
            var builder = TapeBuilder(
                byteCount: bytes.count,
                limits: JSONCodec.Limits(depth: .max, byteCount: .max, valueCount: .max)
            )
            do throws(SyntaxError) {
                try builder.scan(bytes)
            } catch {
                let context = EncodingError.Context(codingPath: [], debugDescription: error.message)
                throw EncodingError.invalidValue(bytes.count, context)
            }
            var reformatter = Reformatter(tape: builder.finish(), options: options, byteCount: bytes.count)
            reformatter.write(0, bytes)
            return reformatter.finish()
        }
        writer = output
    }
}

extension Reformatter {
    private init(tape: consuming Tape, options: JSONCodec.OutputOptions, byteCount: Int) {
        self.tape = tape
        self.options = options
        writer = ByteWriter(capacity: byteCount * 2)
    }

    private consuming func finish() -> ByteWriter {
        writer
    }

    private mutating func write(_ index: Int, _ bytes: Span<UInt8>) {
        switch tape[index].kind {
        case .object:
            writer.append(UInt8(ascii: "{"))
            writeItems(keys(of: index, bytes)) { reformatter, key in
                reformatter.copy(key, bytes)
                reformatter.writer.append(reformatter.options.contains(.prettyPrinted) ? " : " : ":")
                reformatter.write(key + 1, bytes)
            }
            writer.append(UInt8(ascii: "}"))
        case .array:
            writer.append(UInt8(ascii: "["))
            writeItems(elements(of: index)) { reformatter, element in
                reformatter.write(element, bytes)
            }
            writer.append(UInt8(ascii: "]"))
        default:
            copy(index, bytes)
        }
    }

    private mutating func writeItems(_ items: [Int], _ write: (inout Reformatter, Int) -> Void) {
        indentation += 1
        for (position, item) in items.enumerated() {
            if position > 0 {
                writer.append(UInt8(ascii: ","))
            }
            breakLine()
            write(&self, item)
        }
        indentation -= 1
        if items.isEmpty, options.contains(.prettyPrinted) {
            writer.append(UInt8(ascii: "\n"))
        }
        breakLine()
    }

    private mutating func breakLine() {
        guard options.contains(.prettyPrinted) else { return }
        writer.append(UInt8(ascii: "\n"))
        for _ in 0..<indentation {
            writer.append("  ")
        }
    }

    /// Writes a scalar or a key as it stands in the compact document.
    private mutating func copy(_ index: Int, _ bytes: Span<UInt8>) {
        let entry = tape[index]
        let quotes = entry.kind.isScalarWithQuotes ? 1 : 0
        let range = Int(entry.start) - quotes..<Int(entry.start + entry.length) + quotes
        bytes.extracting(range).withUnsafeBufferPointer { writer.append($0) }
    }

    private func elements(of array: Int) -> [Int] {
        var elements: [Int] = []
        var element = array + 1
        while element < Int(tape[array].next) {
            elements.append(element)
            element = Int(tape[element].next)
        }
        return elements
    }

    private func keys(of object: Int, _ bytes: Span<UInt8>) -> [Int] {
        var keys: [(index: Int, text: String)] = []
        var key = object + 1
        while key < Int(tape[object].next) {
            keys.append((key, String(tape[key], in: bytes)))
            key = Int(tape[key + 1].next)
        }
        if options.contains(.sortedKeys) {
            keys.sort { $0.text.utf8.lexicographicallyPrecedes($1.text.utf8) }
        }
        return keys.map(\.index)
    }
}

extension TapeEntry.Kind {
    fileprivate var isScalarWithQuotes: Bool {
        switch self {
        case .string, .escapedString, .key, .escapedKey: true
        default: false
        }
    }
}
