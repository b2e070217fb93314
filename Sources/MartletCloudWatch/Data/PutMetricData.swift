/// The bodies of `PutMetricData` requests, in the form encoding of the Query protocol. Source:
/// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricData.html>.
struct PutMetricData {
    /// One request.
    struct Batch: Equatable, Sendable {
        var body: [UInt8]
        var data: Int
    }

    private let head: [UInt8]
    private let timestamp: String
    private let storageResolution: Int?
    private let maximumData: Int
    private let maximumBytes: Int
    private var current: Batch
    private var finished: [Batch] = []

    /// The data that were left out, being larger than a request may be.
    private(set) var refused = 0

    /// - Parameters:
    ///   - namespace: The namespace of all data.
    ///   - timestamp: The time of all data, in the extended format of ISO 8601.
    ///   - storageResolution: 1 for a resolution of a second; `nil` for the standard one.
    init(
        namespace: String,
        timestamp: String,
        storageResolution: Int?,
        maximumData: Int,
        maximumBytes: Int
    ) {
        var head = Array("Action=PutMetricData&Version=2010-08-01&Namespace=".utf8)
        SigV4Encoding.append(form: namespace, to: &head)
        self.head = head
        self.timestamp = timestamp
        self.storageResolution = storageResolution
        self.maximumData = min(max(maximumData, 1), CloudWatchLimits.maximumDataPerRequest)
        self.maximumBytes = min(max(maximumBytes, 1), CloudWatchLimits.maximumRequestBytes)
        current = Batch(body: head, data: 0)
    }

    mutating func append(_ datum: CloudWatchDatum) {
        // The number of the member is part of each name, so a datum is encoded for its place.
        var fields = encode(datum, at: current.data + 1)
        if current.data == maximumData || current.body.count + fields.count > maximumBytes {
            finishCurrent()
            fields = encode(datum, at: 1)
        }
        guard head.count + fields.count <= maximumBytes else {
            refused += 1
            return
        }
        current.body.append(contentsOf: fields)
        current.data += 1
    }

    /// All requests, in the order of their data.
    mutating func finish() -> [Batch] {
        finishCurrent()
        defer { finished = [] }
        return finished
    }

    private mutating func finishCurrent() {
        guard current.data > 0 else { return }
        finished.append(current)
        current = Batch(body: head, data: 0)
    }

    private func encode(_ datum: CloudWatchDatum, at position: Int) -> [UInt8] {
        var form = Form(prefix: "&MetricData.member.\(position).")
        form.append("MetricName", datum.name)
        for (index, dimension) in datum.dimensions.enumerated() {
            form.append("Dimensions.member.\(index + 1).Name", dimension.name)
            form.append("Dimensions.member.\(index + 1).Value", dimension.value)
        }
        form.append("Timestamp", timestamp)
        switch datum.content {
        case .value(let value):
            form.append("Value", value)
        case .statistics(let set):
            form.append("StatisticValues.SampleCount", set.count)
            form.append("StatisticValues.Sum", set.sum)
            form.append("StatisticValues.Minimum", set.minimum)
            form.append("StatisticValues.Maximum", set.maximum)
        case .values(let values, let counts):
            for (index, value) in values.enumerated() { form.append("Values.member.\(index + 1)", value) }
            for (index, count) in counts.enumerated() { form.append("Counts.member.\(index + 1)", count) }
        }
        if let unit = datum.unit { form.append("Unit", unit) }
        if let storageResolution { form.append("StorageResolution", String(storageResolution)) }
        return form.bytes
    }
}

/// Fields of a form whose names have a common beginning.
private struct Form {
    let prefix: String
    var bytes: [UInt8] = []

    init(prefix: String) {
        self.prefix = prefix
    }

    mutating func append(_ name: String, _ value: String) {
        bytes.append(contentsOf: prefix.utf8)
        bytes.append(contentsOf: name.utf8)
        bytes.append(UInt8(ascii: "="))
        SigV4Encoding.append(form: value, to: &bytes)
    }

    mutating func append(_ name: String, _ value: Double) {
        if let whole = Int64(exactly: value), value.magnitude < 0x1p53 {
            append(name, String(whole))
        } else {
            append(name, value.description)
        }
    }
}
