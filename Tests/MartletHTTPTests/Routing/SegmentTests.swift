import MartletTesting
import Testing

@testable import MartletHTTP

@Suite("Segments in words")
struct SegmentTests {
    @Test("A byte is found where a plain search finds it")
    func scanning() {
        var random = SeededGenerator(seed: 1)
        // Neighbours of the byte, and bytes that differ from it in one bit, are what tricks with words confuse.
        let bytes: [UInt8] = [0x2F, 0x2E, 0x30, 0xAF, 0x00, 0x01, 0x61, 0xFF]
        for count in 0...40 {
            for _ in 0..<20 {
                let path = (0..<count).map { _ in random.element(of: bytes + Array(repeating: 0x61, count: 20)) }
                for start in 0...count {
                    let expected = path[start...].firstIndex(of: 0x2F) ?? count
                    #expect(SegmentScan.endOfSegment(in: path.span.bytes, from: start) == expected)
                }
            }
        }
    }

    @Test("The segment before is found from behind")
    func backwards() {
        let path = Array("/ab//c/".utf8)
        let found = [1, 4, 5, 7].map { SegmentScan.startOfSegment(before: $0, in: path.span.bytes) }
        #expect(found == [0, 1, 4, 5])
    }

    @Test("Keys of up to 16 bytes are equal only for equal bytes")
    func keys() {
        for count in 0...16 {
            let base = (0..<count).map { UInt8(0x61 + $0) }
            for changed in 0..<count {
                var other = base
                other[changed] ^= 0x20
                #expect(SegmentKey(base.span.bytes, 0..<count) != SegmentKey(other.span.bytes, 0..<count))
            }
            if count > 0 {
                #expect(SegmentKey(base.span.bytes, 0..<count) != SegmentKey(base.span.bytes, 0..<(count - 1)))
            }
            // The same bytes elsewhere have the same key.
            let shifted = [0x2F] + base + [0x2F]
            #expect(SegmentKey(base.span.bytes, 0..<count) == SegmentKey(shifted.span.bytes, 1..<(count + 1)))
        }
    }

    @Test("Long literals with the same beginning and end are told apart")
    func longLiterals() throws {
        for length in 17...60 {
            let base = String(repeating: "x", count: length)
            let changed = (8..<(length - 8)).map { position in
                String(base.prefix(position)) + "y" + base.dropFirst(position + 1)
            }
            let routes = ([base] + changed).map { "GET /" + $0 }
            let router = try makeRouter(routes)
            for route in routes { #expect(router.outcome(route) == .found(route, [])) }
            #expect(router.outcome("GET /" + base.dropLast() + "z") == .notFound)
        }
    }

    @Test("In a table so small that nearly everything lands on the same entry, a literal is found for nothing else")
    func collisions() throws {
        for length in 1...24 {
            let literal = (0..<length).map { UInt8(0x61 + $0 % 26) }
            let router = try makeRouter(["GET /" + String(decoding: literal, as: UTF8.self)])
            for position in 0..<length {
                for bit in 0..<8 where literal[position] ^ 1 << bit != 0x25 && literal[position] ^ 1 << bit != 0x2F {
                    var other = literal
                    other[position] ^= 1 << bit
                    #expect(router.outcome("GET", [0x2F] + other) == .notFound)
                }
            }
            #expect(router.outcome("GET", [0x2F] + literal + [0x61]) == .notFound)
            #expect(router.outcome("GET", [0x2F] + literal.dropLast()) == .notFound)
        }
        // Of these the words are the same, and only the count differs.
        for length in 2...24 {
            let router = try makeRouter(["GET /" + String(repeating: "a", count: length)])
            for shorter in 1..<length {
                #expect(router.outcome("GET /" + String(repeating: "a", count: shorter)) == .notFound)
            }
        }
    }

    @Test("A literal is found only after its own node")
    func parents() throws {
        let router = try makeRouter((0..<64).map { "GET /\($0)" } + ["GET /0/a"])
        #expect(router.outcome("GET /0/a") == .found("GET /0/a", []))
        for index in 1..<64 { #expect(router.outcome("GET /\(index)/a") == .notFound) }
        // One entry among two places: half of the nodes would find it.
        for count in 1...8 {
            let deep = try makeRouter(["GET " + (0..<count).map { "/{p\($0)}" }.joined() + "/a"])
            for length in 0..<count {
                #expect(deep.outcome("GET " + String(repeating: "/x", count: length) + "/a") == .notFound)
            }
        }
    }
}
