import RealServers
import Testing

@Suite(.requires(.netdata))
struct NetdataTests {
    @Test("values of StatsD and DogStatsD are read back")
    func roundTrip() async throws {
        let id = try await withServer(Netdata.self) { netdata in
            let lines = "app.reqs:3|c|#a:b,c:d\napp.temp:5|g\napp.lat:20|ms\napp.lat:40|ms\napp.h:3|h\napp.d:7|d"
            try await UDP.send(Array(lines.utf8), port: netdata.port)
            try await eventually("the interval is over") {
                let sum = try await netdata.values("app.reqs_counter").reduce(0, +)
                return sum == 3
            }
            #expect(try await netdata.values("app.temp_gauge").last == 5)
            #expect(try await netdata.values("app.lat_timer", dimension: "max").max() == 40)
            #expect(try await netdata.values("app.lat_timer", dimension: "average").max() == 30)
            let metrics = try await netdata.metrics()
            #expect(
                metrics == [
                    "app.d_dictionary", "app.h_histogram", "app.lat_timer", "app.reqs_counter", "app.temp_gauge",
                ]
            )

            await netdata.kill()
            try await netdata.start()
            try await UDP.send(Array("app.again:1|c".utf8), port: netdata.port)
            try await eventually("it takes values again") { try await netdata.metrics() == ["app.again_counter"] }
            return try #require(netdata.process.id)
        }
        #expect(!processExists(id))
    }
}
