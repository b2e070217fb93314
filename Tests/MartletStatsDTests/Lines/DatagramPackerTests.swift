import MartletTesting
import Testing

@testable import MartletStatsD

@Suite struct DatagramPackerTests {
    private func pack(_ groups: [String], maximumBytes: Int) -> ([String], tooLong: Int) {
        var packer = DatagramPacker(maximumBytes: maximumBytes)
        for group in groups { packer.append(Array(group.utf8)) }
        return (packer.finish().map { String(decoding: $0, as: UTF8.self) }, packer.tooLong)
    }

    @Test func linesShareADatagram() {
        #expect(pack(["a\n", "b\n", "c\n"], maximumBytes: 4).0 == ["a\nb\n", "c\n"])
        #expect(pack([], maximumBytes: 4).0.isEmpty)
    }

    @Test func aGroupIsNotParted() {
        #expect(pack(["a\n", "b\nc\n"], maximumBytes: 5).0 == ["a\n", "b\nc\n"])
    }

    @Test func whatFitsNowhereIsLeftOut() {
        let (datagrams, tooLong) = pack(["a\n", "bcde\n", "f\n", "ghi\n"], maximumBytes: 4)
        #expect(datagrams == ["a\nf\n", "ghi\n"])
        #expect(tooLong == 1)
    }

    @Test func nothingIsLostAndNothingIsTooLong() {
        var random = SeededGenerator(seed: 1)
        for _ in 0..<200 {
            let limit = Int.random(in: 1...60, using: &random)
            let groups = (0..<Int.random(in: 0...50, using: &random)).map { _ in
                random.string(of: "ab", count: 0...70) + "\n"
            }
            let (datagrams, tooLong) = pack(groups, maximumBytes: limit)
            #expect(datagrams.allSatisfy { $0.utf8.count <= limit && !$0.isEmpty })
            #expect(datagrams.joined() == groups.filter { $0.utf8.count <= limit }.joined())
            #expect(tooLong == groups.count { $0.utf8.count > limit })
            // As few as this order allows: no two neighbours fit together.
            for (one, next) in zip(datagrams, datagrams.dropFirst()) {
                let line = next.prefix { $0 != "\n" }.utf8.count + 1
                #expect(one.utf8.count + line > limit)
            }
        }
    }
}
