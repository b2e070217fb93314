extension Requirement {
    /// moto 5.2 (a server that behaves as Amazon's services), PyPI packages `moto`, `flask`, `flask-cors`.
    package static let moto = Requirement("moto", package: "pip install moto flask flask-cors") {
        [
            Installation.pythonProgram("moto_server"), Installation.pythonModule("flask_cors"),
            Installation.pythonModule("boto3"),
        ]
    }
}

/// moto's CloudWatch, with signatures verified: a wrong secret gives 403.
///
/// It keeps everything in memory: after a restart its metrics are gone; user and key are the same again.
package struct Moto: RealServer {
    package static var requirement: Requirement { .moto }

    package let process: ServerProcess

    /// Its port.
    package let port: Int

    /// The access key of the user that may do everything. The same for every moto and after each start.
    package let accessKeyID = "AKIARZPUZDIKI5XKXWNR"
    /// The secret that belongs to it.
    package let secretAccessKey = "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"
    /// The region.
    package let region = "us-east-1"

    package init(_ options: NoOptions, process: ServerProcess) throws {
        self.process = process
        port = try FreePorts.tcp()
    }

    package func command() throws -> Command {
        // The three calls that make the user are free, then signatures are verified.
        Command(
            try Self.requirement.program,
            ["-H", "127.0.0.1", "-p", "\(port)"],
            environment: ["INITIAL_NO_AUTH_ACTION_COUNT": "3", "PYTHONUNBUFFERED": "1"]
        )
    }

    package func isReady() async throws -> Bool { try await HTTP.get("/moto-api/", port: port).status == 200 }

    package func prepare() async throws {
        // Its random numbers follow the seed, so the key is known beforehand and again after a restart.
        _ = try await HTTP.post("/moto-api/seed?a=42", port: port).expecting()
        try await manage([("Action", "CreateUser"), ("UserName", "martlet")])
        let key = try await manage([("Action", "CreateAccessKey"), ("UserName", "martlet")])
        guard key.contains(accessKeyID), key.contains(secretAccessKey) else {
            throw ServerError("moto made another key than expected, so another version is installed: \(key)")
        }
        let policy = #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}"#
        try await manage([
            ("Action", "PutUserPolicy"), ("UserName", "martlet"), ("PolicyName", "all"), ("PolicyDocument", policy),
        ])
    }

    /// The address of its API, for all services.
    package func url(_ path: String = "") -> String { "http://127.0.0.1:\(port)\(path)" }

    /// A metric that it knows.
    package struct Metric: Sendable, Hashable {
        /// Its name.
        package let name: String
        /// Its dimensions.
        package let dimensions: [String: String]
    }

    /// What it knows of a metric in one minute.
    package struct Statistics: Sendable, Hashable {
        /// Number of samples.
        package let count: Double
        /// Their sum.
        package let sum: Double
        /// The smallest.
        package let minimum: Double
        /// The largest.
        package let maximum: Double
        /// The unit, such as `Count`; none if none was sent.
        package let unit: String?
    }

    /// All metrics of a namespace.
    package func metrics(namespace: String) async throws -> [Metric] {
        let found = try await ask(["call": "list", "namespace": namespace])
        return found.array.map { metric in
            Metric(name: metric["MetricName"].string ?? "", dimensions: Self.dimensions(metric["Dimensions"]))
        }
    }

    /// The statistics of a metric for each minute of the last hour that has samples, in the order of time.
    package func statistics(
        _ metric: String,
        namespace: String,
        dimensions: [String: String] = [:]
    ) async throws -> [Statistics] {
        let pairs = dimensions.sorted { $0.key < $1.key }.map { ["Name": $0.key, "Value": $0.value] }
        let found = try await ask(["call": "statistics", "namespace": namespace, "metric": metric], dimensions: pairs)
        return found.array.map { point in
            Statistics(
                count: point["SampleCount"].number ?? .nan,
                sum: point["Sum"].number ?? .nan,
                minimum: point["Minimum"].number ?? .nan,
                maximum: point["Maximum"].number ?? .nan,
                unit: point["Unit"].string
            )
        }
    }

    private static func dimensions(_ list: JSONValue) -> [String: String] {
        let pairs = list.array.map { ($0["Name"].string ?? "", $0["Value"].string ?? "") }
        return Dictionary(pairs) { first, _ in first }
    }

    @discardableResult
    private func manage(_ parameters: [(String, String)]) async throws -> String {
        // The credential only says which service is meant.
        let scope =
            "AWS4-HMAC-SHA256 Credential=none/20260101/\(region)/iam/aws4_request, SignedHeaders=host, Signature=0"
        return try await HTTP.post(
            "/",
            port: port,
            fields: [("Authorization", scope), ("Content-Type", "application/x-www-form-urlencoded")],
            body: HTTP.form(parameters + [("Version", "2010-05-08")]).utf8
        ).expecting().text
    }

    /// Reads with Amazon's own client.
    private func ask(_ question: [String: String], dimensions: [[String: String]] = []) async throws -> JSONValue {
        let program = """
            import boto3, datetime, json, sys
            question, dimensions = json.load(sys.stdin)
            client = boto3.client("cloudwatch", endpoint_url=sys.argv[1], region_name=sys.argv[2],
                                  aws_access_key_id=sys.argv[3], aws_secret_access_key=sys.argv[4])
            if question["call"] == "list":
                pages = client.get_paginator("list_metrics").paginate(Namespace=question["namespace"])
                found = [metric for page in pages for metric in page["Metrics"]]
            else:
                now, hour = datetime.datetime.now(datetime.timezone.utc), datetime.timedelta(hours=1)
                found = client.get_metric_statistics(
                    Namespace=question["namespace"], MetricName=question["metric"], Dimensions=dimensions,
                    StartTime=now - hour, EndTime=now + hour, Period=60,
                    Statistics=["Sum", "SampleCount", "Minimum", "Maximum"])["Datapoints"]
                found.sort(key=lambda point: point["Timestamp"])
            print(json.dumps(found, default=str))
            """
        let input = try JSON.encode(question, dimensions)
        let command = Command(Installation.python, ["-c", program, url(), region, accessKeyID, secretAccessKey])
        return try await Tool.run(command, input: input).json()
    }
}
