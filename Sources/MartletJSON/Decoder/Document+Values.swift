#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension Document {
    /// Decodes a value of any type.
    ///
    /// The types that JSON knows, and those that have a form of their own in it, are recognised here; all others decode
    /// themselves. The casts can't fail: they compile to nothing after the comparison of the types.
    @inline(__always)
    func decode<Value: Decodable>(_ type: Value.Type, at index: Int) throws -> Value {
        if type == String.self {
            return try same(string(at: index))
        }
        if type == Int.self {
            return try same(integer(at: index, as: Int.self))
        }
        if type == Double.self {
            return try same(floatingPoint(at: index, as: Double.self))
        }
        if type == Bool.self {
            return try same(bool(at: index))
        }
        if type == [String].self {
            return try same(strings(at: index))
        }
        return try decodeOther(type, at: index)
    }

    @inline(never)
    private func decodeOther<Value: Decodable>(_ type: Value.Type, at index: Int) throws -> Value {
        if type == Date.self {
            return try same(date(at: index))
        }
        if type == Data.self {
            return try same(data(at: index))
        }
        if type == URL.self {
            return try same(url(at: index))
        }
        if type == Decimal.self {
            return try same(decimal(at: index))
        }
        let keysAreData = settings.convertsKeys && type is any StringKeyedDictionary.Type
        return try Value(from: ValueDecoder(document: self, index: index, keysAreData: keysAreData))
    }

    /// Returns `value` as what it is known to be.
    @inline(__always)
    private func same<Known, Value>(_ value: Known) -> Value {
        precondition(Known.self == Value.self)
        // Of the same type, so of the same layout. A cast would ask the runtime what is known already.
        return unsafeBitCast(value, to: Value.self)
    }

    private func strings(at index: Int) throws -> [String] {
        guard kind(at: index) == .array else {
            throw mismatch([String].self, expected: "an array", at: index)
        }
        var strings: [String] = []
        strings.reserveCapacity(Int(tape[index].length))
        let end = Int(tape[index].next)
        var element = index + 1
        while element < end {
            strings.append(try string(at: element))
            element += 1
        }
        return strings
    }

    private func decoder(at index: Int) -> ValueDecoder {
        ValueDecoder(document: self, index: index, keysAreData: false)
    }

    private func date(at index: Int) throws -> Date {
        switch settings.options.dates.choice {
        case .deferredToDate:
            return Date(timeIntervalSinceReferenceDate: try floatingPoint(at: index, as: Double.self))
        case .secondsSince1970:
            return Date(timeIntervalSince1970: try floatingPoint(at: index, as: Double.self))
        case .millisecondsSince1970:
            return Date(timeIntervalSince1970: try floatingPoint(at: index, as: Double.self) / 1000)
        case .iso8601:
            guard kind(at: index).isString else {
                throw mismatch(Date.self, expected: "a date like \"2001-01-01T00:00:00Z\"", at: index)
            }
            let text = try string(at: index)
            guard text.endsWithTimeZone, let date = try? Date.ISO8601FormatStyle().parse(text) else {
                throw corrupted("expected a date like \"2001-01-01T00:00:00Z\"", at: index)
            }
            return date
        case .custom(_, let decode):
            return try decode(decoder(at: index))
        }
    }

    private func data(at index: Int) throws -> Data {
        switch settings.options.data.choice {
        case .base64:
            guard let data = Data(base64Encoded: try string(at: index)) else {
                throw corrupted("expected Base64", at: index)
            }
            return data
        case .deferredToData:
            return try Data(from: decoder(at: index))
        case .custom(_, let decode):
            return try decode(decoder(at: index))
        }
    }

    private func url(at index: Int) throws -> URL {
        guard let url = URL(string: try string(at: index)) else {
            throw corrupted("expected a URL", at: index)
        }
        return url
    }

    private func decimal(at index: Int) throws -> Decimal {
        let entry = tape[index]
        guard entry.kind == .integer || entry.kind == .number else {
            throw mismatch(Decimal.self, expected: "a number", at: index)
        }
        guard let decimal = Decimal(string: text(of: entry)), !decimal.isNaN else {
            throw corrupted("expected a number within the range of Decimal", at: index)
        }
        return decimal
    }
}

extension TapeEntry.Kind {
    var isString: Bool { self == .string || self == .escapedString }
}

extension String {
    /// Whether a date ends in `Z` or in an offset like `+02:00`; Foundation ignores what comes after.
    fileprivate var endsWithTimeZone: Bool {
        guard
            let time = utf8.firstIndex(of: UInt8(ascii: "T")),
            let zone = utf8[time...].firstIndex(where: { "Z+-".utf8.contains($0) })
        else { return false }
        let offset = utf8[zone...].dropFirst()
        if utf8[zone] == UInt8(ascii: "Z") {
            return offset.isEmpty
        }
        return [2, 4, 5].contains(offset.count) && offset.allSatisfy { $0.isDigit || $0 == UInt8(ascii: ":") }
    }
}
