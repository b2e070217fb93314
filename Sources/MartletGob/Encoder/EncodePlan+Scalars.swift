// The types that Codable knows by name.

extension Bool: EncodePlanProviding {
    static func makeEncodePlan(in state: EncoderState) -> EncodePlan {
        ScalarEncodePlan<Bool>(state.basic(.bool)) { try $1.write($0) }
    }
}

extension String: EncodePlanProviding {
    static func makeEncodePlan(in state: EncoderState) -> EncodePlan {
        ScalarEncodePlan<String>(state.basic(.string)) { try $1.write($0) }
    }
}

extension Double: EncodePlanProviding {
    static func makeEncodePlan(in state: EncoderState) -> EncodePlan {
        ScalarEncodePlan<Double>(state.basic(.float)) { try $1.write(floatingPoint: Double($0)) }
    }
}

extension Float: EncodePlanProviding {
    static func makeEncodePlan(in state: EncoderState) -> EncodePlan {
        ScalarEncodePlan<Float>(state.basic(.float)) { try $1.write(floatingPoint: Double($0)) }
    }
}

extension Int: EncodePlanProviding {
    static func makeEncodePlan(in state: EncoderState) -> EncodePlan {
        ScalarEncodePlan<Int>(state.basic(.int)) { try $1.write(signed: Int64($0)) }
    }
}

extension Int8: EncodePlanProviding {
    static func makeEncodePlan(in state: EncoderState) -> EncodePlan {
        ScalarEncodePlan<Int8>(state.basic(.int)) { try $1.write(signed: Int64($0)) }
    }
}

extension Int16: EncodePlanProviding {
    static func makeEncodePlan(in state: EncoderState) -> EncodePlan {
        ScalarEncodePlan<Int16>(state.basic(.int)) { try $1.write(signed: Int64($0)) }
    }
}

extension Int32: EncodePlanProviding {
    static func makeEncodePlan(in state: EncoderState) -> EncodePlan {
        ScalarEncodePlan<Int32>(state.basic(.int)) { try $1.write(signed: Int64($0)) }
    }
}

extension Int64: EncodePlanProviding {
    static func makeEncodePlan(in state: EncoderState) -> EncodePlan {
        ScalarEncodePlan<Int64>(state.basic(.int)) { try $1.write(signed: Int64($0)) }
    }
}

extension UInt: EncodePlanProviding {
    static func makeEncodePlan(in state: EncoderState) -> EncodePlan {
        ScalarEncodePlan<UInt>(state.basic(.uint)) { try $1.write(unsigned: UInt64($0)) }
    }
}

extension UInt8: EncodePlanProviding {
    static func makeEncodePlan(in state: EncoderState) -> EncodePlan {
        ScalarEncodePlan<UInt8>(state.basic(.uint)) { try $1.write(unsigned: UInt64($0)) }
    }
}

extension UInt16: EncodePlanProviding {
    static func makeEncodePlan(in state: EncoderState) -> EncodePlan {
        ScalarEncodePlan<UInt16>(state.basic(.uint)) { try $1.write(unsigned: UInt64($0)) }
    }
}

extension UInt32: EncodePlanProviding {
    static func makeEncodePlan(in state: EncoderState) -> EncodePlan {
        ScalarEncodePlan<UInt32>(state.basic(.uint)) { try $1.write(unsigned: UInt64($0)) }
    }
}

extension UInt64: EncodePlanProviding {
    static func makeEncodePlan(in state: EncoderState) -> EncodePlan {
        ScalarEncodePlan<UInt64>(state.basic(.uint)) { try $1.write(unsigned: UInt64($0)) }
    }
}
