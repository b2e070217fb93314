import MartletTesting
import RealServers
import Testing

@testable import MartletGraphite

@Suite struct BatchesTests {
    private func point(_ path: String, _ value: Double) -> GraphitePoint {
        GraphitePoint(path: Array(path.utf8), value: value)
    }

    private func plaintext(_ points: [(String, Double)], maximumBytes: Int) -> ([String], tooLong: Int) {
        var batches = PlaintextBatches(time: 7, numbers: .shortest, maximumBytes: maximumBytes)
        for (path, value) in points { batches.append(point(path, value)) }
        let finished = batches.finish()
        for batch in finished {
            #expect(batch.bytes.count <= maximumBytes)
            #expect(batch.points == batch.bytes.count { $0 == UInt8(ascii: "\n") })
        }
        return (finished.map { String(decoding: $0.bytes, as: UTF8.self) }, batches.tooLong)
    }

    @Test func lines() {
        #expect(plaintext([("a", 1), ("b", -0.5)], maximumBytes: 100).0 == ["a 1 7\nb -0.5 7\n"])
        #expect(plaintext([], maximumBytes: 100).0.isEmpty)
    }

    @Test func linesAreBounded() {
        #expect(plaintext([("a", 1), ("b", 2), ("c", 3)], maximumBytes: 12).0 == ["a 1 7\nb 2 7\n", "c 3 7\n"])
        let (batches, tooLong) = plaintext([("a", 1), ("long", 2), ("c", 3)], maximumBytes: 6)
        #expect(batches == ["a 1 7\n", "c 3 7\n"])
        #expect(tooLong == 1)
        #expect(plaintext([("long", 1), ("longer", 2)], maximumBytes: 6).tooLong == 2)
    }

    /// The bytes that Python's `pickle` and `struct` make of it, but for its memo of what was there before.
    @Test func pickle() {
        var batches = PickleBatches(time: 1_700_000_000, maximumPoints: 500, maximumBytes: 1_000)
        batches.append(point("abc.def", 12))
        let expected: [UInt8] =
            [0, 0, 0, 34, 0x80, 2] + Array("](X".utf8) + [7, 0, 0, 0] + Array("abc.defJ".utf8)
            + [0x00, 0xF1, 0x53, 0x65] + Array("G".utf8) + [0x40, 0x28, 0, 0, 0, 0, 0, 0, 0x86, 0x86] + Array("e.".utf8)
        let finished = batches.finish()
        #expect(finished == [GraphiteBatch(bytes: expected, points: 1)])
        #expect(expected.count == 38)
        #expect(batches.finish().isEmpty)
    }

    @Test func picklesAreBounded() {
        var batches = PickleBatches(time: 7, maximumPoints: 2, maximumBytes: 1_000)
        for _ in 0..<5 { batches.append(point("a", 1)) }
        #expect(batches.finish().map(\.points) == [2, 2, 1])
        // 8 bytes before the points, 22 for each with this path, 2 after them.
        for (bytes, points) in [(31, [Int]()), (32, [1, 1, 1]), (53, [1, 1, 1]), (54, [2, 1]), (76, [3])] {
            batches = PickleBatches(time: 7, maximumPoints: 500, maximumBytes: bytes)
            for _ in 0..<3 { batches.append(point("a", 1)) }
            let finished = batches.finish()
            #expect(finished.map(\.points) == points)
            #expect(finished.allSatisfy { $0.bytes.count <= bytes })
            #expect(batches.tooLong == (points.isEmpty ? 3 : 0))
        }
    }

    /// Python reads what was written, whatever it is; also after 2038.
    @Test(.requires(.carbon), arguments: [0, 1_700_000_000, 2_147_483_647, 2_147_483_648, 5_000_000_000] as [Int64])
    func pythonReadsPickles(time: Int64) async throws {
        var random = SeededGenerator(seed: 5)
        var batches = PickleBatches(time: time, maximumPoints: 40, maximumBytes: 2_000)
        var expected: [String] = []
        for number in 0..<200 {
            let path = "\(number)" + random.string(of: "ab.é🦉;=", count: 0...20)
            let value = Double(Int.random(in: -1_000_000...1_000_000, using: &random)) / 64
            batches.append(point(path, value))
            expected.append("\(path) \(value) \(time)")
        }
        let program = """
            import pickle, struct, sys, json
            data, points = sys.stdin.buffer.read(), []
            while data:
                length, = struct.unpack("!L", data[:4])
                points += pickle.loads(data[4:4 + length])
                data = data[4 + length:]
            print(json.dumps(["%s %r %d" % (path, value, time) for path, (time, value) in points]))
            """
        let input = batches.finish().flatMap(\.bytes)
        let read = try await Tool.run(Command("/usr/bin/python3", ["-c", program]), input: input).json()
        #expect(read.array.compactMap(\.string) == expected)
    }
}
