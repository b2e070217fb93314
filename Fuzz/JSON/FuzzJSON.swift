// A libFuzzer target for MartletJSON, compiled together with the module's sources. In this folder:
//
//     swiftc -O -sanitize=fuzzer,address -parse-as-library -swift-version 6 \
//         -enable-upcoming-feature ExistentialAny -enable-upcoming-feature InternalImportsByDefault \
//         -enable-upcoming-feature MemberImportVisibility -module-name FuzzJSON \
//         FuzzJSON.swift $(find ../../Sources/MartletJSON -name '*.swift') -o /tmp/fuzz-json
//     mkdir -p /tmp/corpus-json && /tmp/fuzz-json -max_total_time=60 -max_len=4096 /tmp/corpus-json Corpus
//
// It checks that no input crashes the codec, that what it accepts Foundation accepts too and takes for the same, that
// what it refuses Foundation refuses too but for the differences that are documented, and that encoding and decoding
// again gives the same value.

import Foundation

/// What libFuzzer calls with each input.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    check(Array(UnsafeBufferPointer(start: start, count: count)))
    return 0
}

private let codec = JSONCodec()
private let styled = JSONCodec(keys: .snakeCase, output: [.sortedKeys, .prettyPrinted, .escapesHTML, .escapesSlashes])

private func check(_ input: [UInt8]) {
    // Types that ask for something else than what is there must fail in order.
    _ = try? codec.decode([String: Int].self, from: input)
    _ = try? codec.decode([Decimal].self, from: input)
    _ = try? codec.decode(Everything.self, from: input)
    _ = try? styled.decode(Everything.self, from: input)

    let ours: AnyValue
    do {
        ours = try codec.decode(AnyValue.self, from: input)
    } catch {
        guard let error = error as? DecodingError else { return report("threw \(error)", input) }
        _ = DecodingFailure(error).description
        return
    }
    let theirs: AnyValue
    do {
        theirs = try JSONDecoder().decode(AnyValue.self, from: Data(input))
    } catch {
        return report("Foundation refuses: \(error)", input)
    }
    if ours != theirs {
        report("\(ours) but Foundation \(theirs)", input)
    }
    do {
        let encoded = try codec.encode(ours)
        if try codec.decode(AnyValue.self, from: encoded) != ours {
            report("decoded to something else from \(String(decoding: encoded, as: UTF8.self))", input)
        }
        let inStyle = try styled.encode(ours)
        if try codec.decode(AnyValue.self, from: inStyle) != ours {
            report("decoded to something else from \(String(decoding: inStyle, as: UTF8.self))", input)
        }
    } catch {
        report("encoded and then refused: \(error)", input)
    }
}

private func report(_ message: String, _ input: [UInt8]) {
    fatalError("\(message)\n\(String(decoding: input, as: UTF8.self))")
}

/// Any document; numbers that can't be read as `Double` are all the same.
private indirect enum AnyValue: Codable, Equatable {
    case null
    case bool(Bool)
    case integer(Int)
    case number(Double)
    case string(String)
    case array([AnyValue])
    case object([String: AnyValue])

    init(from decoder: any Decoder) throws {
        if var container = try? decoder.unkeyedContainer() {
            var elements: [AnyValue] = []
            while !container.isAtEnd {
                elements.append(try container.decode(AnyValue.self))
            }
            self = .array(elements)
            return
        }
        if let members = try? decoder.container(keyedBy: AnyKey.self) {
            self = .object(
                try members.allKeys.reduce(into: [:]) {
                    $0[$1.stringValue] = try members.decode(AnyValue.self, forKey: $1)
                }
            )
            return
        }
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let value = try? container.decode(Bool.self) {
            self = .bool(value)
        } else if let value = try? container.decode(String.self) {
            self = .string(value)
        } else if let value = try? container.decode(Double.self) {
            // Foundation reads some integers that are written with an exponent only as doubles.
            self = value.magnitude < 0x1p53 && value == value.rounded() ? .integer(Int(value)) : .number(value)
        } else {
            // Out of range; and for Foundation, zeros with an exponent, like 0e9.
            self = .integer(0)
        }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .null: try container.encodeNil()
        case .bool(let value): try container.encode(value)
        case .integer(let value): try container.encode(value)
        case .number(let value): try container.encode(value)
        case .string(let value): try container.encode(value)
        case .array(let elements): try container.encode(elements)
        case .object(let members): try container.encode(members)
        }
    }

    private struct AnyKey: CodingKey {
        var stringValue: String
        var intValue: Int? { nil }

        init?(stringValue: String) {
            self.stringValue = stringValue
        }

        init?(intValue: Int) {
            return nil
        }
    }
}

private struct Everything: Decodable {
    indirect enum Choice: Decodable {
        case one(Int)
        case many([Choice], named: String?)
    }

    var bool: Bool?
    var int: Int8?
    var uint: UInt64?
    var wide: Int128?
    var double: Double?
    var float: Float?
    var string: String?
    var strings: [String]?
    var date: Date?
    var data: Data?
    var url: URL?
    var decimal: Decimal?
    var choices: [Choice]?
    var byNumber: [Int: Double?]?
}
