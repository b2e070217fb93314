import MartletTesting
import MartletZooKeeperProtocol
import Testing

@Suite struct JuteTests {
    @Test("requests are these bytes")
    func requests() {
        #expect(
            ZooKeeperRequest.getChildren(path: "/a", watch: true).frame(number: 7)
                == [0, 0, 0, 15, 0, 0, 0, 7, 0, 0, 0, 12, 0, 0, 0, 2, 0x2F, 0x61, 1]
        )
        #expect(
            ZooKeeperRequest.exists(path: "/a", watch: false).frame(number: 1)
                == [0, 0, 0, 15, 0, 0, 0, 1, 0, 0, 0, 3, 0, 0, 0, 2, 0x2F, 0x61, 0]
        )
        #expect(
            ZooKeeperRequest.getData(path: "/a", watch: true).frame(number: 1)
                == [0, 0, 0, 15, 0, 0, 0, 1, 0, 0, 0, 4, 0, 0, 0, 2, 0x2F, 0x61, 1]
        )
        #expect(
            ZooKeeperRequest.delete(path: "/a").frame(number: 1)
                == [0, 0, 0, 18, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 2, 0x2F, 0x61, 255, 255, 255, 255]
        )
        #expect(
            ZooKeeperRequest.setData(path: "/a", data: [9]).frame(number: 1)
                == [
                    0, 0, 0, 23, 0, 0, 0, 1, 0, 0, 0, 5, 0, 0, 0, 2, 0x2F, 0x61, 0, 0, 0, 1, 9, 255, 255, 255, 255,
                ]
        )
        let entry = AccessEntry(permissions: 31, scheme: "s", identity: "i")
        #expect(
            ZooKeeperRequest.create(path: "/a", data: [9], access: [entry], isEphemeral: true).frame(number: 1)
                == [
                    0, 0, 0, 41, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 2, 0x2F, 0x61, 0, 0, 0, 1, 9,
                    0, 0, 0, 1, 0, 0, 0, 31, 0, 0, 0, 1, 0x73, 0, 0, 0, 1, 0x69, 0, 0, 0, 1,
                ]
        )
        #expect(
            ZooKeeperRequest.closeSession.frame(number: 2) == [0, 0, 0, 8, 0, 0, 0, 2, 255, 255, 255, 245]
        )
        #expect(ZooKeeperRequest.ping == [0, 0, 0, 8, 255, 255, 255, 254, 0, 0, 0, 11])
        #expect(
            ZooKeeperRequest.credentials(scheme: "d", [1])
                == [0, 0, 0, 22, 255, 255, 255, 252, 0, 0, 0, 100, 0, 0, 0, 0, 0, 0, 0, 1, 0x64, 0, 0, 0, 1, 1]
        )
    }

    @Test("the greeting is these bytes")
    func greeting() {
        #expect(
            ConnectRequest(timeout: 5000).frame
                == [0, 0, 0, 45] + [UInt8](repeating: 0, count: 14) + [0x13, 0x88] + [UInt8](repeating: 0, count: 8)
                + [0, 0, 0, 16] + [UInt8](repeating: 0, count: 17)
        )
    }

    @Test(
        "lengths that cannot be are refused",
        arguments: [[255, 255, 255, 254], [0x7F, 255, 255, 255], [0, 0, 0, 2, 1], [0, 0]] as [[UInt8]]
    )
    func lengths(bytes: [UInt8]) {
        #expect(throws: JuteError.self) {
            var reader = JuteReader(bytes)
            _ = try reader.buffer()
        }
        #expect(throws: JuteError.self) {
            var reader = JuteReader(bytes)
            _ = try reader.strings()
        }
    }

    @Test("a length of -1 is nothing, and text is UTF-8")
    func nothing() throws {
        var reader = JuteReader([255, 255, 255, 255, 255, 255, 255, 255, 0, 0, 0, 1, 0xFF])
        #expect(try reader.buffer() == nil)
        #expect(try reader.strings() == [])
        #expect(throws: JuteError.self) { _ = try reader.string() }
    }

    @Test("frames are cut wherever the bytes are")
    func frames() throws {
        var reader = FrameReader()
        var found: [[UInt8]] = []
        for byte in [0, 0, 0, 2, 1, 2, 0, 0, 0, 0, 0, 0, 0, 1, 9, 0] as [UInt8] {
            reader.append([byte])
            while let frame = try reader.next() { found.append(Array(frame)) }
        }
        #expect(found == [[1, 2], [], [9]])
        #expect(reader.count == 1)
    }

    @Test("a frame that is too long is refused before it has arrived")
    func longFrame() throws {
        var reader = FrameReader()
        reader.append([0, 0x40, 0, 0])
        #expect(try reader.next() == nil)
        var other = FrameReader()
        other.append([0, 0x40, 0, 1])
        #expect(throws: JuteError.self) { try other.next() }
    }

    @Test("random bytes are refused or read, and never end the process", arguments: 0..<200)
    func randomBytes(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let bytes = (0..<Int.random(in: 0...120, using: &generator)).map { _ in
            Bool.random(using: &generator) ? 0 : UInt8.random(in: 0...255, using: &generator)
        }
        var reader = JuteReader(bytes)
        _ = try? ReplyHeader(&reader)
        for request in [
            .getChildren(path: "/", watch: true), .getData(path: "/", watch: true), .exists(path: "/", watch: true),
            .create(path: "/", data: [], access: [], isEphemeral: true),
        ] as [ZooKeeperRequest] {
            var copy = reader
            _ = try? ZooKeeperReply(to: request, &copy)
        }
        _ = try? WatchEvent(&reader)
        _ = try? ConnectResponse(bytes)
    }
}
