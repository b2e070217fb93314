public import Logging

extension LogFields {
    /// A value of a field.
    ///
    /// Literals of text, numbers, truth values and `nil` are values; variables are wrapped: `.string(name)`,
    /// `.int(count)`. Text with an interpolation is a value too.
    public struct Value: Sendable {
        @usableFromInline
        enum Storage: Sendable {
            case string(String)
            case int(Int64)
            case uint(UInt64)
            case double(Double)
            case bool(Bool)
            case null
            case duration(Duration)
            // On the heap, so that a value takes 24 bytes instead of 48, and the usual ones no code for it.
            case boxed(Box)
        }

        @usableFromInline
        final class Box: Sendable {
            let value: Logger.MetadataValue

            @usableFromInline
            init(_ value: Logger.MetadataValue) {
                self.value = value
            }
        }

        @usableFromInline
        let storage: Storage

        @inlinable
        init(_ storage: Storage) {
            self.storage = storage
        }

        /// Text.
        @inlinable
        public static func string(_ value: String) -> Value { Value(.string(value)) }

        /// A whole number.
        @inlinable
        public static func int(_ value: some SignedInteger & FixedWidthInteger) -> Value {
            Value(.int(Int64(clamping: value)))
        }

        /// A whole number without a sign.
        @inlinable
        public static func uint(_ value: some UnsignedInteger & FixedWidthInteger) -> Value {
            Value(.uint(UInt64(clamping: value)))
        }

        /// A number; those that are not finite are written as `NaN`, `+Inf` and `-Inf`, in JSON as text.
        @inlinable
        public static func double(_ value: Double) -> Value { Value(.double(value)) }

        /// `true` or `false`.
        @inlinable
        public static func bool(_ value: Bool) -> Value { Value(.bool(value)) }

        /// Nothing: `null`.
        @inlinable
        public static var null: Value { Value(.null) }

        /// A duration with its unit: `42ms`, `1.5s`, `2m0s`.
        @inlinable
        public static func duration(_ value: Duration) -> Value { Value(.duration(value)) }

        /// The text of an error.
        @inlinable
        public static func error(_ value: any Error) -> Value { Value(.string("\(value)")) }

        /// What a value describes itself as; asked when the line is written.
        @inlinable
        public static func describing(_ value: some CustomStringConvertible & Sendable) -> Value {
            Value(.boxed(Box(.stringConvertible(value))))
        }

        /// What a closure returns; called when the line is written, and not at all when it is filtered out.
        @inlinable
        public static func lazy(_ value: @escaping @Sendable () -> String) -> Value {
            Value(.boxed(Box(.stringConvertible(LazyValue(value)))))
        }

        /// A value of swift-log's metadata: lists and dictionaries, for example.
        @inlinable
        public static func metadata(_ value: Logger.MetadataValue) -> Value { Value(.boxed(Box(value))) }
    }
}

extension LogFields.Value: ExpressibleByStringLiteral, ExpressibleByStringInterpolation {
    /// Text.
    @inlinable
    public init(stringLiteral value: String) { self.init(.string(value)) }
}

extension LogFields.Value: ExpressibleByIntegerLiteral {
    /// A whole number.
    @inlinable
    public init(integerLiteral value: Int64) { self.init(.int(value)) }
}

extension LogFields.Value: ExpressibleByFloatLiteral {
    /// A number.
    @inlinable
    public init(floatLiteral value: Double) { self.init(.double(value)) }
}

extension LogFields.Value: ExpressibleByBooleanLiteral {
    /// `true` or `false`.
    @inlinable
    public init(booleanLiteral value: Bool) { self.init(.bool(value)) }
}

extension LogFields.Value: ExpressibleByNilLiteral {
    /// Nothing: `null`.
    @inlinable
    public init(nilLiteral: ()) { self.init(.null) }
}
