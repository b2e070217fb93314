#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension EncoderState {
    /// Encodes a value of any type as the value that is due.
    ///
    /// The types that JSON knows, and those that have a form of their own in it, are recognised here; all others encode
    /// themselves. The casts can't fail: they compile to nothing after the comparison of the types.
    @inline(__always)
    func encode<Value: Encodable>(_ value: Value) throws {
        if Value.self == String.self {
            return stream.pointee.write(same(value) as String)
        }
        if Value.self == Int.self {
            return stream.pointee.write(same(value) as Int)
        }
        if Value.self == Double.self {
            return try write(floatingPoint: same(value) as Double)
        }
        if Value.self == Bool.self {
            return stream.pointee.write(same(value) as Bool)
        }
        if Value.self == [String].self {
            return stream.pointee.write(same(value) as [String])
        }
        return try encodeOther(value)
    }

    @inline(never)
    private func encodeOther<Value: Encodable>(_ value: Value) throws {
        if Value.self == Date.self {
            return try encode(date: same(value))
        }
        if Value.self == Data.self {
            return try encode(data: same(value))
        }
        if Value.self == URL.self {
            return stream.pointee.write((same(value) as URL).absoluteString)
        }
        if Value.self == Decimal.self {
            return try encode(decimal: same(value))
        }
        return try encodeByItself(value)
    }

    /// Returns `value` as what it is known to be.
    @inline(__always)
    private func same<Value, Known>(_ value: Value) -> Known {
        precondition(Known.self == Value.self)
        // Of the same type, so of the same layout. A cast would ask the runtime what is known already.
        return unsafeBitCast(value, to: Known.self)
    }

    @inline(__always)
    func write<Float: BinaryFloatingPoint & CustomStringConvertible>(floatingPoint value: Float) throws {
        if !stream.pointee.write(floatingPoint: value) {
            try write(nonFinite: value)
        }
    }

    @inline(never)
    func write<Float: BinaryFloatingPoint & CustomStringConvertible>(nonFinite value: Float) throws {
        guard let text = settings.options.nonFiniteFloats.text(for: value) else {
            throw refuse(value, "\(value) is no number in JSON")
        }
        stream.pointee.write(text)
    }

    private func encode(date: Date) throws {
        switch settings.options.dates.choice {
        case .deferredToDate: try write(floatingPoint: date.timeIntervalSinceReferenceDate)
        case .secondsSince1970: try write(floatingPoint: date.timeIntervalSince1970)
        case .millisecondsSince1970: try write(floatingPoint: date.timeIntervalSince1970 * 1000)
        case .iso8601: stream.pointee.write(date.formatted(.iso8601))
        case .custom(let encode, _): try encodeByItself(CustomValue { try encode(date, $0) })
        }
    }

    private func encode(data: Data) throws {
        switch settings.options.data.choice {
        case .base64: stream.pointee.write(data.base64EncodedString())
        case .deferredToData: try encodeByItself(data)
        case .custom(let encode, _): try encodeByItself(CustomValue { try encode(data, $0) })
        }
    }

    private func encode(decimal: Decimal) throws {
        if decimal.isNaN {
            throw refuse(decimal, "NaN is no number in JSON")
        }
        stream.pointee.writer.append(ascii: decimal.description)
    }
}

/// A value whose encoding is a closure.
private struct CustomValue: Encodable {
    let body: (any Encoder) throws -> Void

    init(_ body: @escaping (any Encoder) throws -> Void) {
        self.body = body
    }

    func encode(to encoder: any Encoder) throws {
        try body(encoder)
    }
}
