#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension Array: DecodePlanProviding where Element: Decodable {
    static func makeDecodePlan(in stream: DecodingStream) -> DecodePlan {
        if Element.self == UInt8.self { return ScalarDecodePlan<[UInt8]> { try $0.bytes(at: $1) } }
        return ListDecodePlan<Element>()
    }
}

extension Dictionary: DecodePlanProviding where Key: Decodable, Value: Decodable {
    static func makeDecodePlan(in stream: DecodingStream) -> DecodePlan { MapDecodePlan<Key, Value>(stream) }
}

extension Optional: DecodePlanProviding where Wrapped: Decodable {
    static func makeDecodePlan(in stream: DecodingStream) -> DecodePlan { OptionalDecodePlan<Wrapped>(stream) }
}

extension GobComplex: DecodePlanProviding {
    static func makeDecodePlan(in stream: DecodingStream) -> DecodePlan {
        ScalarDecodePlan<GobComplex> { try $0.complex(at: $1) }
    }
}

extension GobInterface: DecodePlanProviding {
    static func makeDecodePlan(in stream: DecodingStream) -> DecodePlan { InterfaceDecodePlan() }
}

extension GobOpaque {
    static func makeOpaqueDecodePlan(in stream: DecodingStream) -> DecodePlan { OpaqueDecodePlan<Self>() }
}

extension Data: DecodePlanProviding {
    static func makeDecodePlan(in stream: DecodingStream) -> DecodePlan {
        ScalarDecodePlan<Data> { Data(try $0.bytes(at: $1)) }
    }
}

extension Date: DecodePlanProviding {
    static func makeDecodePlan(in stream: DecodingStream) -> DecodePlan {
        let plan = OpaqueDecodePlan<GobTime>()
        return ScalarDecodePlan<Date> { try plan.decode($0, $1).date }
    }
}
