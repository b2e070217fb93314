/// Finds out what a box of swift-log's metadata holds, by comparing types: a cast of the language asks the runtime,
/// which takes ten times as long.
enum BoxedValue {
    /// The value, if its type is the given one.
    @inline(__always)
    static func cast<Value, Target>(_ value: Value, to type: Target.Type) -> Target? {
        // Safe: the types are the same, so this changes nothing.
        Value.self == type ? unsafeBitCast(value, to: type) : nil
    }

    /// A whole number that 64 bits with a sign hold whatever its value.
    @inline(__always)
    static func wholeNumber<Value>(_ value: Value) -> Int64? {
        if let number = cast(value, to: Int.self) { return Int64(number) }
        return MemoryLayout<Value>.size <= 8 ? otherWholeNumber(value) : nil
    }

    @inline(never)
    private static func otherWholeNumber<Value>(_ value: Value) -> Int64? {
        if let number = cast(value, to: Int64.self) { return number }
        if let number = cast(value, to: Int32.self) { return Int64(number) }
        if let number = cast(value, to: UInt32.self) { return Int64(number) }
        if let number = cast(value, to: UInt16.self) { return Int64(number) }
        if let number = cast(value, to: Int16.self) { return Int64(number) }
        if let number = cast(value, to: UInt8.self) { return Int64(number) }
        if let number = cast(value, to: Int8.self) { return Int64(number) }
        return nil
    }

    /// A whole number without a sign of 64 bits.
    @inline(never)
    static func largeWholeNumber<Value>(_ value: Value) -> UInt64? {
        if let number = cast(value, to: UInt.self) { return UInt64(number) }
        return cast(value, to: UInt64.self)
    }
}
