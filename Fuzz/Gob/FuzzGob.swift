// A libFuzzer target for MartletGob, compiled together with the module's sources: scripts/fuzz.sh Gob
//
// It checks that no stream crashes the decoder, that it takes no more memory than its limits allow, that one byte at a time comes
// to the same as all at once, and that what was decoded is encoded and decoded to the same.

import Foundation

/// What libFuzzer calls with each input.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    check(Array(UnsafeBufferPointer(start: start, count: count)))
    return 0
}

private let types: GobTypes = {
    var types = GobTypes()
    types.register(Point.self, as: "main.Circle")
    types.register(Nested.self, as: "main.Nested")
    return types
}()

private let limits = GobLimits {
    $0.messageByteCount = 1 << 16
    $0.typeCount = 64
    $0.definitionByteCount = 1 << 14
}

private func check(_ input: [UInt8]) {
    let whole = decodeAll(Everything.self, input, pieces: input.count)
    let pieces = decodeAll(Everything.self, input, pieces: 1)
    if whole.count != pieces.count { fatalError("\(whole.count) values at once, \(pieces.count) in pieces") }
    for value in whole { roundTrip(value) }
    for value in decodeAll([String: [Point]].self, input, pieces: 7) { roundTrip(value) }
    for value in decodeAll(Tree.self, input, pieces: 7) { roundTrip(value) }
    _ = decodeAll([GobTime].self, input, pieces: 7)
    _ = decodeAll([UInt8].self, input, pieces: 7)
    _ = decodeAll(Choice.self, input, pieces: 7)
    checkHeader(input)
}

/// Decodes the values of a stream that fit the type.
private func decodeAll<Value: Decodable>(_ type: Value.Type, _ input: [UInt8], pieces: Int) -> [Value] {
    let decoder = GobDecoder(types: types, limits: limits)
    var values: [Value] = []
    var position = 0
    while position < input.count {
        let end = min(input.count, position + max(pieces, 1))
        decoder.append(input[position..<end])
        position = end
        var hasMore = true
        while hasMore {
            do {
                if let value = try decoder.next(type) { values.append(value) } else { hasMore = false }
            } catch is DecodingError {
                // The stream goes on.
            } catch is GobError {
                return values
            } catch {
                // Thrown by a type of this file.
            }
        }
    }
    return values
}

private func roundTrip<Value: Codable>(_ value: Value) {
    do {
        let first = try GobEncoder(types: types).encode(value)
        let decoder = GobDecoder(types: types)
        decoder.append(first)
        guard let again = try decoder.next(Value.self) else { fatalError("nothing was decoded from \(first)") }
        let second = try GobEncoder(types: types).encode(again)
        // Dictionaries have no order.
        if first.count != second.count { fatalError("\(first) became \(second)") }
    } catch let error as EncodingError {
        // Too deep for an encoder, or a list of a type that shows nothing.
        _ = error
    } catch {
        fatalError("encoded and then refused: \(error)")
    }
}

/// The headers of net/rpc have a reader of their own.
private func checkHeader(_ input: [UInt8]) {
    let state = GobDecodingState(types: types, limits: limits)
    var reader = GobHeaderReader()
    var position = 0
    while let message = try? state.nextMessage(input.span, from: position) {
        position = message.upperBound
        let payload = Array(input[message])
        do {
            guard let value = try state.begin(payload.span) else { continue }
            let header = try reader.read(payload.span, value, in: state)
            if header.method.upperBound > payload.count || header.error.upperBound > payload.count {
                fatalError("a header beyond its message")
            }
        } catch {
            return
        }
    }
}

private struct Point: Codable, Sendable {
    var X: Int
    var Y: Double?
    var radius: Float?
}

private struct Nested: Codable, Sendable {
    var inner: GobInterface
}

private final class Tree: Codable {
    var name: String
    var children: [Tree]
    var next: Tree?
}

private enum Choice: Codable {
    case one(Int)
    case many([Choice], named: String?)
}

private struct Everything: Codable {
    var bool: Bool
    var int: Int
    var int8: Int8?
    var uint: UInt
    var float: Double
    var single: Float?
    var complex: GobComplex
    var string: String
    var bytes: Data
    var ints: [Int]
    var points: [Point]
    var three: GobArray<3, Int>
    var ages: [String: Int]
    var point: Point
    var next: Point?
    var any: GobInterface
    var time: GobTime
    var inner: GobInterface
    var name: String
    var children: [Point]
}
