import Testing

@testable import RealServers

@Suite(.requires(.moto))
struct MotoTests {
    @Test("signatures are verified, and statistics are read back, also after a restart")
    func roundTrip() async throws {
        try await withServer(Moto.self) { moto in
            for start in 1...2 {
                try await put(moto, secret: moto.secretAccessKey, value: 3)
                try await put(moto, secret: moto.secretAccessKey, value: 1)
                let error = await #expect(throws: ServerError.self) {
                    try await put(moto, secret: "wrong", value: 5)
                }
                #expect(error?.description.contains("SignatureDoesNotMatch") == true)

                let metrics = try await moto.metrics(namespace: "Test")
                #expect(metrics == [.init(name: "requests", dimensions: ["path": "/a"])])
                let points = try await moto.statistics("requests", namespace: "Test", dimensions: ["path": "/a"])
                // Two points if the minute changed meanwhile.
                #expect(points.map(\.sum).reduce(0, +) == 4)
                #expect(points.map(\.count).reduce(0, +) == 2)
                #expect(points.map(\.maximum).max() == 3)
                #expect(points.map(\.minimum).min() == 1)
                #expect(points.first?.unit == "Count")
                guard start == 1 else { break }
                await moto.kill()
                try await moto.start()
            }
        }
    }

    @Test("an unsigned request is refused")
    func unsigned() async throws {
        try await withServer(Moto.self) { moto in
            let body = HTTP.form([("Action", "ListMetrics"), ("Version", "2010-08-01")])
            let reply = try await HTTP.post("/", port: moto.port, body: body.utf8)
            #expect(reply.status >= 400)
        }
    }

    /// Sends with Amazon's own client.
    private func put(_ moto: Moto, secret: String, value: Int) async throws {
        let program = """
            import boto3, sys
            client = boto3.client("cloudwatch", endpoint_url=sys.argv[1], region_name=sys.argv[2],
                                  aws_access_key_id=sys.argv[3], aws_secret_access_key=sys.argv[4])
            client.put_metric_data(Namespace="Test", MetricData=[
                {"MetricName": "requests", "Value": int(sys.argv[5]), "Unit": "Count",
                 "Dimensions": [{"Name": "path", "Value": "/a"}]}])
            print("{}")
            """
        let arguments = ["-c", program, moto.url(), moto.region, moto.accessKeyID, secret, "\(value)"]
        _ = try await Tool.run(Command(Tool.python, arguments)).json()
    }
}
