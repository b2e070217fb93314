import MartletGob
import Testing

/// Streams as Go's `encoding/gob` writes them, byte for byte; `Go/gobbytes.go` prints them.
@Suite("Bytes of Go")
struct GoBytesTests {
    @Test("The example of Go's documentation")
    func documentation() throws {
        let stream = "1fff8103010105506f696e7401ff82000102010158010400010159010400000007ff82012c01420005ff82020100"
        try check([Point(x: 22, y: 33), Point(x: 0, y: -1)], stream)
    }

    @Test("Single values have a zero before them")
    func singles() throws {
        try check([0, 17, -129], "0304000003040022050400fe0101")
        try check([256 as UInt], "050600fe0100")
        try check(["hello"], "080c000568656c6c6f")
        try check([[1, 2, 250] as [UInt8]], "060a00030102fa")
        try check([17.0, 0.0], "050800fe314003080000")
        try check([GobComplex(1, 2)], "060e00fef03f40")
        try check([true, false], "0302000103020000")
    }

    @Test("Lists, arrays and maps")
    func collections() throws {
        try check([[1, 2, 3]], "0cff81020102ff82000104000007ff820003020406")
        try check([try #require(GobArray<3, Int>([1, 0, 3]))], "0eff81010102ff820001040106000007ff820003020006")
        try check([["a": 1]], "0eff81040102ff8200010c0104000007ff820001016102")
        try check(
            [[Point(x: 1, y: 2), Point(x: 3, y: 4)]],
            "0dff83020102ff840001ff8200001fff8103010105506f696e7401ff8200010201015801040001015901040000000eff84000201020104000106010800"
        )
        try check(
            [["a": [Point(x: 1, y: 2)]]],
            """
            0fff85040102ff8600010c01ff8400000dff83020102ff840001ff8200001fff8103010105506f696e7401ff8200010201015801040001015901
            040000000cff8600010161010102010400
            """
        )
    }

    @Test("Times, in UTC and with seconds in the offset, and a type with bytes of its own")
    func opaque() throws {
        try check(
            [GobTime(seconds: 1_700_000_000, nanoseconds: 5)],
            "10ff810501010454696d6501ff8200000013ff82000f010000000edce5e80000000005ffff"
        )
        try check(
            [GobTime(seconds: 1_700_000_000, nanoseconds: 5, offset: -3601)],
            "10ff810501010454696d6501ff8200000014ff820010020000000edce5e80000000005ffc4ff"
        )
    }

    @Test("Types that contain themselves")
    func recursion() throws {
        let tree = Node(
            name: "a",
            children: [
                Node(name: "b", children: []), Node(name: "c", children: [Node(name: "d", children: [])]),
            ]
        )
        // Go writes the package into the names of types without a name: they mean nothing to a decoder.
        try check(
            [tree],
            """
            29ff81030101044e6f646501ff8200010201044e616d65010c0001084368696c6472656e01ff840000001aff830201010b5b5d6d61696e2e4e6f6465
            01ff840001ff82000016ff820101610102010162000101630101010164000000
            """,
            ours: """
                29ff81030101044e6f646501ff8200010201044e616d65010c0001084368696c6472656e01ff8400000015ff83020101065b5d4e6f6465
                01ff840001ff82000016ff820101610102010162000101630101010164000000
                """
        )
    }

    @Test("Interface values, with types defined in the middle of a value")
    func interfaces() throws {
        let decoder = GobDecoder(types: types)
        decoder.append(
            bytes(
                """
                2aff810301010653686170656401ff8200010201055368617065011000010653686170657301ff840000001cff830201010e5b5d696e746572
                66616365207b7d01ff8400011000002eff82010b6d61696e2e436972636c65ff8503010106436972636c6501ff8600010101065261646975
                73010800000051ff8603014000010403696e740402000206737472696e670c05000374776f0b6d61696e2e537175617265ff870301010653
                717561726501ff8800010201045369646501040001054c6162656c010c0000000bff8806010601017800000003ff8200
                """
            )
        )
        let shaped = try #require(try decoder.next(Shaped.self))
        #expect(shaped.shape.value as? Circle == Circle(radius: 2))
        #expect(shaped.shapes.count == 4)
        #expect(shaped.shapes[0].value as? Int == 1)
        #expect(shaped.shapes[1].value as? String == "two")
        #expect(shaped.shapes[2].value as? Square == Square(side: 3, label: "x"))
        #expect(shaped.shapes[3].value == nil)
        let empty = try #require(try decoder.next(Shaped.self))
        #expect(empty.shape.value == nil)
        #expect(empty.shapes.isEmpty)
        #expect(try decoder.next(Shaped.self) == nil)
    }

    @Test("An interface value within an interface value, whose type Go defines in between")
    func nestedInterfaces() throws {
        let decoder = GobDecoder(types: types)
        decoder.append(
            bytes(
                """
                1eff81030101064e657374656401ff820001010105496e6e6572011000000047ff82010b6d61696e2e4e6573746564ff822c010b6d61696e2e4369
                72636c65ff8303010106436972636c6501ff840001010106526164697573010800000007ff84030140000000
                """
            )
        )
        let outer = try #require(try decoder.next(Nested.self))
        let inner = try #require(outer.inner.value as? Nested)
        #expect(inner.inner.value as? Circle == Circle(radius: 2))
    }

    /// Checks that values become the bytes, and the bytes the values.
    private func check<Value: Codable & Equatable>(_ values: [Value], _ stream: String, ours: String? = nil) throws {
        let encoder = GobEncoder(types: types)
        let encoded = try values.flatMap { try encoder.encode($0) }
        #expect(hex(encoded) == hex(bytes(ours ?? stream)))
        let decoder = GobDecoder(types: types)
        decoder.append(bytes(stream))
        for value in values { #expect(try decoder.next(Value.self) == value) }
        #expect(try decoder.next(Value.self) == nil)
    }
}
