import RealServers
import Testing

@Suite(.requires(.influxDB))
struct InfluxDBTests {
    @Test("points are read back, also over UDP and after a crash")
    func roundTrip() async throws {
        let id = try await withServer(InfluxDB.self) { database in
            let reply = try await database.write("requests,method=GET value=1i,took=0.5 1700000000000000001")
            #expect(reply.status == 204)
            let row: [String: JSONValue] = [
                "time": .integer(1_700_000_000_000_000_001), "method": .string("GET"), "value": .integer(1),
                "took": .number(0.5),
            ]
            #expect(try await database.query("SELECT * FROM requests") == [row])

            try await UDP.send(Array("u value=2 1700000000000000001".utf8), port: database.udpPort)
            let rows = try await eventually("the datagram is stored") {
                let rows = try await database.query("SELECT value FROM u", database: "udp")
                return rows.isEmpty ? nil : rows
            }
            #expect(rows.map { $0["value"] } == [.integer(2)])
            #expect(try await database.write("no line").status == 400)

            await database.kill()
            await #expect(throws: (any Error).self) { try await database.write("requests value=1i") }
            try await database.start()
            #expect(try await database.query("SELECT * FROM requests") == [row])
            return try #require(database.process.id)
        }
        #expect(!processExists(id))
    }

    @Test("with a user it refuses requests without one")
    func authorization() async throws {
        let options = InfluxDB.Options(user: ("writer", "secret"))
        try await withServer(InfluxDB.self, options: options) { database in
            let refused = try await HTTP.post("/write?db=martlet", port: database.port, body: "m v=1".utf8)
            #expect(refused.status == 401)
            #expect(try await database.write("m v=1").status == 204)
        }
    }
}
