#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

/// Go's `time.Time`: a moment with nanoseconds, and the offset of the time zone that it was written in.
///
/// A `Date` is sent as a `time.Time`, too, and read from one; take this type where nanoseconds or the offset count. The
/// default is Go's zero, the first of January of the year 1, which a struct does not send.
///
/// Source: `Time.MarshalBinary` in Go's package `time`; both versions of it are read, and the first is written unless the
/// offset has seconds.
public struct GobTime: Hashable, Sendable {
    /// Seconds since 1970-01-01T00:00:00Z.
    public var seconds: Int64

    /// Nanoseconds after that, 0 to 999 999 999.
    public var nanoseconds: Int32

    /// The offset of the time zone from UTC in seconds; `nil` for UTC itself, which Go tells from an offset of zero.
    public var offset: Int32?

    /// Makes a moment.
    ///
    /// - Parameters:
    ///   - seconds: Seconds since 1970.
    ///   - nanoseconds: Nanoseconds after that, 0 to 999 999 999.
    ///   - offset: The offset of the time zone in seconds, within 32 767 minutes; `nil` for UTC.
    public init(seconds: Int64, nanoseconds: Int32 = 0, offset: Int32? = nil) {
        self.seconds = seconds
        self.nanoseconds = nanoseconds
        self.offset = offset
    }

    /// Go's zero.
    public init() {
        self.init(seconds: -Self.epoch)
    }

    /// Makes a moment of a date, whose precision is about 100 nanoseconds.
    public init(_ date: Date) {
        let time = date.timeIntervalSince1970
        let whole = time.rounded(.down)
        let nanoseconds = Int32(clamping: Int64(((time - whole) * 1e9).rounded()))
        let seconds = Int64(exactly: whole) ?? (whole < 0 ? -Self.epoch : .max / 2)
        self.init(
            seconds: nanoseconds > 999_999_999 ? seconds + 1 : seconds,
            nanoseconds: nanoseconds > 999_999_999 ? 0 : nanoseconds
        )
    }

    /// The date.
    public var date: Date {
        Date(timeIntervalSince1970: Double(seconds) + Double(nanoseconds) / 1e9)
    }

    /// Go counts from the year 1.
    private static let epoch: Int64 = 62_135_596_800
}

extension GobTime: GobOpaque {
    /// `GobEncode`, which calls `MarshalBinary`.
    public static var gobForm: GobOpaqueForm { .gobEncoder }

    /// Go's zero.
    public static var gobZero: GobTime? { GobTime() }

    /// Whether it is Go's zero.
    public var isGobZero: Bool { self == GobTime() }

    /// Reads version 1 and 2 of the binary form.
    ///
    /// - Throws: ``GobError`` when the bytes are neither.
    public init(gobBytes bytes: [UInt8]) throws {
        guard let version = bytes.first, version == 1 || version == 2 else {
            throw GobError(kind: .malformed, message: "a time.Time of an unknown version")
        }
        guard bytes.count == (version == 1 ? 15 : 16) else {
            throw GobError(kind: .malformed, message: "a time.Time of \(bytes.count) bytes")
        }
        func number(_ range: Range<Int>) -> UInt64 { bytes[range].reduce(0) { $0 << 8 | UInt64($1) } }
        let (seconds, overflow) = Int64(bitPattern: number(1..<9)).subtractingReportingOverflow(Self.epoch)
        let nanoseconds = Int32(truncatingIfNeeded: number(9..<13))
        guard !overflow, (0..<1_000_000_000).contains(nanoseconds) else {
            throw GobError(kind: .malformed, message: "a time.Time out of range")
        }
        let minutes = Int16(truncatingIfNeeded: number(13..<15))
        let rest = version == 2 ? Int32(Int8(bitPattern: bytes[15])) : 0
        self.init(seconds: seconds, nanoseconds: nanoseconds, offset: minutes == -1 ? nil : Int32(minutes) * 60 + rest)
    }

    /// Writes version 1 of the binary form, version 2 when the offset has seconds.
    ///
    /// - Throws: ``GobError`` when the offset or the nanoseconds are out of range.
    public var gobBytes: [UInt8] {
        get throws {
            let (internalSeconds, overflow) = seconds.addingReportingOverflow(Self.epoch)
            var minutes: Int16 = -1
            var rest: Int8 = 0
            if let offset {
                guard let whole = Int16(exactly: offset / 60), whole != -1 else {
                    throw GobError(kind: .malformed, message: "a time.Time with an offset of \(offset) seconds")
                }
                minutes = whole
                rest = Int8(offset % 60)
            }
            guard !overflow, (0..<1_000_000_000).contains(nanoseconds) else {
                throw GobError(kind: .malformed, message: "a time.Time out of range")
            }
            var bytes: [UInt8] = [rest == 0 ? 1 : 2]
            withUnsafeBytes(of: internalSeconds.bigEndian) { bytes.append(contentsOf: $0) }
            withUnsafeBytes(of: nanoseconds.bigEndian) { bytes.append(contentsOf: $0) }
            withUnsafeBytes(of: minutes.bigEndian) { bytes.append(contentsOf: $0) }
            if rest != 0 { bytes.append(UInt8(bitPattern: rest)) }
            return bytes
        }
    }
}
