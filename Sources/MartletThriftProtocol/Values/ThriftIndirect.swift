/// Holds a value somewhere else, for structs that contain themselves.
///
/// ```swift
/// struct Node: ThriftStruct { var next: ThriftIndirect<Node>? … }
/// ```
public struct ThriftIndirect<Value: Sendable>: Sendable {
    private indirect enum Storage: Sendable {
        case value(Value)
    }

    private var storage: Storage

    /// Moves a value somewhere else.
    public init(_ value: Value) {
        storage = .value(value)
    }

    /// The value.
    public var value: Value {
        get {
            switch storage {
            case .value(let value): value
            }
        }
        set { storage = .value(newValue) }
    }
}

extension ThriftIndirect: Equatable where Value: Equatable {
    /// Whether the values are equal.
    public static func == (left: Self, right: Self) -> Bool { left.value == right.value }
}

extension ThriftIndirect: Hashable where Value: Hashable {
    /// Feeds the value.
    public func hash(into hasher: inout Hasher) { hasher.combine(value) }
}

extension ThriftIndirect: ThriftValue where Value: ThriftValue {
    /// The type of the value.
    public static var thriftType: ThriftType { Value.thriftType }

    /// Reads the value.
    public init<Reader: ThriftReader>(from reader: inout Reader) throws(ThriftProtocolError) {
        self.init(try Value(from: &reader))
    }

    /// Writes the value.
    public func write<Writer: ThriftWriter>(to writer: inout Writer) throws(ThriftProtocolError) {
        try value.write(to: &writer)
    }
}
