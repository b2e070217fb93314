import Foundation
import Testing

@testable import RealServers

@Suite(.requires(.carbon))
struct CarbonTests {
    @Test("points arrive over TCP and UDP, and are there after a restart")
    func roundTrip() async throws {
        try await withServer(Carbon.self) { carbon in
            try await TCP.send(Array("martlet.tcp 1.5 -1\nmartlet.bad x -1\n".utf8), port: carbon.port)
            try await UDP.send(Array("martlet.udp 2 -1\n".utf8), port: carbon.port)
            try await eventually("both are stored") {
                let values = try await [carbon.fetch("martlet.tcp"), carbon.fetch("martlet.udp")]
                return values.map { $0.map(\.value) } == [[1.5], [2]]
            }
            let now = Int(Date().timeIntervalSince1970)
            // [("martlet.pickle", (now, 2.5))]
            let pickle = Array("(l(S'martlet.pickle'\n(I\(now)\nF2.5\ntta.".utf8)
            try await TCP.send([0, 0, 0, UInt8(pickle.count)] + pickle, port: carbon.picklePort)
            let points = try await eventually("the pickle is stored") {
                let points = try await carbon.fetch("martlet.pickle")
                return points.isEmpty ? nil : points
            }
            #expect(points == [.init(time: now, value: 2.5)])
            #expect(carbon.metrics() == ["martlet.pickle", "martlet.tcp", "martlet.udp"])
            #expect(carbon.invalidLines().count == 1)
            #expect(try await carbon.fetch("martlet.bad") == [])

            await carbon.kill()
            try await carbon.start()
            #expect(try await carbon.fetch("martlet.tcp").map(\.value) == [1.5])
        }
    }
}
