import HTTPTypes
import Martlet
import MartletAdmin
import MartletHTTP
import MartletTesting
import ServiceLifecycle
import Testing

@Suite struct HealthTests {
    private struct Down: Error, CustomStringConvertible {
        let description = "database is down"
    }

    @Test(arguments: ["/livez", "/readyz"])
    func allIsWell(_ path: String) async throws {
        let response = try await AdminClient().get(path)
        #expect(response.status == .ok)
        #expect(response.text == #"{"status":"ok","checks":[]}"#)
    }

    @Test func aFailedCheckIsNamed() async throws {
        let client = try AdminClient {
            $0.readinessChecks = [
                HealthCheck("cache", timeout: .seconds(60)) {},
                HealthCheck("database", timeout: .seconds(60)) { throw Down() },
            ]
        }
        let response = try await client.get("/readyz")
        #expect(response.status == .serviceUnavailable)
        let report = try response.decode(Report.self)
        #expect(report.status == "failed")
        #expect(report.checks.map(\.name) == ["cache", "database"])
        #expect(report.checks.map(\.status) == ["ok", "failed"])
        #expect(report.checks.map(\.error) == [nil, "database is down"])
        // What makes a service not ready is no reason to restart it.
        #expect(try await client.get("/livez").status == .ok)
    }

    @Test func livenessChecks() async throws {
        let client = try AdminClient {
            $0.livenessChecks = [HealthCheck("deadlock", timeout: .seconds(60)) { throw Down() }]
        }
        #expect(try await client.get("/livez").status == .serviceUnavailable)
        #expect(try await client.get("/readyz").status == .ok)
    }

    @Test func aCheckThatHangsHasFailed() async throws {
        let client = try AdminClient {
            $0.readinessChecks = [
                HealthCheck("stuck", timeout: .milliseconds(10)) { try await Task.never() }
            ]
        }
        let response = try await client.get("/readyz")
        #expect(response.status == .serviceUnavailable)
        #expect(try response.decode(Report.self).checks.first?.error?.contains("deadline") == true)
    }

    @Test func checksRunSideBySide() async throws {
        // Each waits until the other has begun.
        let (first, second) = (Gate(), Gate())
        let client = try AdminClient {
            $0.readinessChecks = [
                HealthCheck("a", timeout: .seconds(60)) {
                    first.open()
                    await second.wait()
                },
                HealthCheck("b", timeout: .seconds(60)) {
                    second.open()
                    await first.wait()
                },
            ]
        }
        #expect(try await client.get("/readyz").status == .ok)
    }

    @Test func withATokenProbesTellTheStatusOnly() async throws {
        let client = try AdminClient {
            $0.bearerToken = "secret-secret-secret"
            $0.readinessChecks = [HealthCheck("database", timeout: .seconds(60)) { throw Down() }]
        }
        let response = try await client.get("/readyz", host: "admin.example")
        #expect(response.status == .serviceUnavailable)
        #expect(response.text == #"{"status":"failed"}"#)
    }

    @Test func notReadyBeforeItRunsAndWhileItDrains() async throws {
        let clock = ManualClock()
        let readiness = Readiness(drainDelay: .seconds(5), clock: clock)
        let client = try AdminClient {
            $0.readiness = readiness
            $0.readinessChecks = [HealthCheck("database", timeout: .seconds(60)) { throw Down() }]
        }
        #expect(try await client.get("/readyz").text == #"{"status":"starting","checks":[]}"#)
        let group = ServiceGroup(services: [readiness], logger: .silent)
        async let running: Void = group.run()
        while readiness.state != .ready { await Task.yield() }
        // Now the checks decide.
        #expect(try await client.get("/readyz").text.contains("database is down"))

        await group.triggerGracefulShutdown()
        try await clock.waitForSleepers(1)
        let response = try await client.get("/readyz")
        #expect(response.status == .serviceUnavailable)
        #expect(response.text == #"{"status":"draining","checks":[]}"#)
        #expect(try await client.get("/livez").status == .ok)
        clock.advance(by: .seconds(5))
        try await running
        #expect(readiness.state == .draining)
    }

    @Test func cancellationDrainsAtOnce() async throws {
        let readiness = Readiness(drainDelay: .seconds(3_600))
        let running = Task { try await readiness.run() }
        while readiness.state != .ready { await Task.yield() }
        running.cancel()
        _ = await running.result
        #expect(readiness.state == .draining)
    }

    private struct Report: Decodable {
        struct Entry: Decodable {
            let name: String
            let status: String
            let error: String?
        }

        let status: String
        let checks: [Entry]
    }
}
