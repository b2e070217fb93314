import Testing

@testable import RealServers

@Suite
struct FreePortsTests {
    @Test("ports differ, and are free")
    func free() async throws {
        var ports: Set<Int> = []
        for _ in 0..<400 {
            let port = try FreePorts.tcpAndUDP()
            // At once, since another process may take it later. Again, since a process that is started at this moment
            // holds all of our sockets until it has become another program.
            try await eventually("it can be bound") {
                try Descriptor(type: streamType).bindToLoopback(port: port)
                try Descriptor(type: datagramType).bindToLoopback(port: port)
                return true
            }
            ports.insert(port)
        }
        #expect(ports.count == 400)
    }

    @Test("a taken port is seen", arguments: [streamType, datagramType])
    func taken(type: Int32) throws {
        let port = try FreePorts.tcpAndUDP()
        let socket = try Descriptor(type: type)
        try socket.bindToLoopback(port: port)
        #expect(FreePorts.isFree(port, type: type) == false)
        withExtendedLifetime(socket) {}
    }
}
