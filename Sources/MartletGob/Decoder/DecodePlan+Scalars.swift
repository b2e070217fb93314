// The types that Codable knows by name.

extension Bool: DecodePlanProviding, ZeroProviding {
    static func makeDecodePlan(in stream: DecodingStream) -> DecodePlan {
        ScalarDecodePlan<Bool> { try $0.bool(at: $1) }
    }

    static var gobZeroValue: Bool { false }
}

extension String: DecodePlanProviding, ZeroProviding {
    static func makeDecodePlan(in stream: DecodingStream) -> DecodePlan {
        ScalarDecodePlan<String> { try $0.string(at: $1) }
    }

    static var gobZeroValue: String { "" }
}

extension Double: DecodePlanProviding, ZeroProviding {
    static func makeDecodePlan(in stream: DecodingStream) -> DecodePlan {
        ScalarDecodePlan<Double> { try $0.double(at: $1) }
    }

    static var gobZeroValue: Double { 0 }
}

extension Float: DecodePlanProviding, ZeroProviding {
    static func makeDecodePlan(in stream: DecodingStream) -> DecodePlan {
        ScalarDecodePlan<Float> { try $0.float(at: $1) }
    }

    static var gobZeroValue: Float { 0 }
}

extension Int: DecodePlanProviding, ZeroProviding {
    static func makeDecodePlan(in stream: DecodingStream) -> DecodePlan {
        ScalarDecodePlan<Int> { try $0.integer(at: $1, as: Int.self) }
    }

    static var gobZeroValue: Int { 0 }
}

extension Int8: DecodePlanProviding, ZeroProviding {
    static func makeDecodePlan(in stream: DecodingStream) -> DecodePlan {
        ScalarDecodePlan<Int8> { try $0.integer(at: $1, as: Int8.self) }
    }

    static var gobZeroValue: Int8 { 0 }
}

extension Int16: DecodePlanProviding, ZeroProviding {
    static func makeDecodePlan(in stream: DecodingStream) -> DecodePlan {
        ScalarDecodePlan<Int16> { try $0.integer(at: $1, as: Int16.self) }
    }

    static var gobZeroValue: Int16 { 0 }
}

extension Int32: DecodePlanProviding, ZeroProviding {
    static func makeDecodePlan(in stream: DecodingStream) -> DecodePlan {
        ScalarDecodePlan<Int32> { try $0.integer(at: $1, as: Int32.self) }
    }

    static var gobZeroValue: Int32 { 0 }
}

extension Int64: DecodePlanProviding, ZeroProviding {
    static func makeDecodePlan(in stream: DecodingStream) -> DecodePlan {
        ScalarDecodePlan<Int64> { try $0.integer(at: $1, as: Int64.self) }
    }

    static var gobZeroValue: Int64 { 0 }
}

extension UInt: DecodePlanProviding, ZeroProviding {
    static func makeDecodePlan(in stream: DecodingStream) -> DecodePlan {
        ScalarDecodePlan<UInt> { try $0.integer(at: $1, as: UInt.self) }
    }

    static var gobZeroValue: UInt { 0 }
}

extension UInt8: DecodePlanProviding, ZeroProviding {
    static func makeDecodePlan(in stream: DecodingStream) -> DecodePlan {
        ScalarDecodePlan<UInt8> { try $0.integer(at: $1, as: UInt8.self) }
    }

    static var gobZeroValue: UInt8 { 0 }
}

extension UInt16: DecodePlanProviding, ZeroProviding {
    static func makeDecodePlan(in stream: DecodingStream) -> DecodePlan {
        ScalarDecodePlan<UInt16> { try $0.integer(at: $1, as: UInt16.self) }
    }

    static var gobZeroValue: UInt16 { 0 }
}

extension UInt32: DecodePlanProviding, ZeroProviding {
    static func makeDecodePlan(in stream: DecodingStream) -> DecodePlan {
        ScalarDecodePlan<UInt32> { try $0.integer(at: $1, as: UInt32.self) }
    }

    static var gobZeroValue: UInt32 { 0 }
}

extension UInt64: DecodePlanProviding, ZeroProviding {
    static func makeDecodePlan(in stream: DecodingStream) -> DecodePlan {
        ScalarDecodePlan<UInt64> { try $0.integer(at: $1, as: UInt64.self) }
    }

    static var gobZeroValue: UInt64 { 0 }
}
