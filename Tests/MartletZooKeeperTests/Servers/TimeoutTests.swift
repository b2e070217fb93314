import Martlet
import MartletZooKeeper
import MartletZooKeeperProtocol
import RealServers
import Testing

@Suite(.requires(.zooKeeper), .timeLimit(.minutes(2))) struct TimeoutTests {
    @Test("a request that fails in the end says whether there was a connection")
    func message() async throws {
        try await withServer(ZooKeeper.self) { server async throws in
            let client = try makeClient(
                server.addresses,
                sessionTimeout: .seconds(20),
                requestTimeout: .milliseconds(500)
            )
            try await running([client]) {
                let request = ZooKeeperRequest.getChildren(path: "/", watch: false)
                try await eventually("it answers") {
                    _ = try await client.send(request); return true
                }
                await server.kill()
                try await eventually("the loss is noticed") {
                    do {
                        _ = try await client.send(request)
                        return false
                    } catch let error as Status {
                        return error.message == "there is no connection to ZooKeeper"
                    }
                }
                try await server.start()
                try await eventually("it answers again") {
                    _ = try await client.send(request); return true
                }
                // The connection stays: it counts as silent after two thirds of the session's 20 s.
                server.suspendAll()
                let error = await #expect(throws: Status.self) { try await client.send(request) }
                server.resumeAll()
                #expect(error?.code == .unavailable)
                #expect(error?.message == "ZooKeeper has not answered in time")
                #expect(error?.underlying == nil)
            }
        }
    }
}
