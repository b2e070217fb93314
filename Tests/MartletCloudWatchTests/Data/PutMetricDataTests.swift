import Testing

@testable import MartletCloudWatch

@Suite struct PutMetricDataTests {
    private let head = "Action=PutMetricData&Version=2010-08-01&Namespace=Shop%2FCheckout"

    private func request(
        storageResolution: Int? = nil,
        maximumData: Int = 20,
        maximumBytes: Int = 1_000_000
    ) -> PutMetricData {
        PutMetricData(
            namespace: "Shop/Checkout",
            timestamp: "2023-11-14T22:13:20Z",
            storageResolution: storageResolution,
            maximumData: maximumData,
            maximumBytes: maximumBytes
        )
    }

    private func text(_ batch: PutMetricData.Batch) -> String { String(decoding: batch.body, as: UTF8.self) }

    @Test func aValue() {
        var request = request()
        let dimensions = [CloudWatchDatum.Dimension(name: "b", value: "1 é"), .init(name: "a", value: "&=+")]
        request.append(CloudWatchDatum(name: "requests", dimensions: dimensions, unit: "Count", content: .value(12)))
        #expect(
            request.finish().map(text) == [
                head + "&MetricData.member.1.MetricName=requests"
                    + "&MetricData.member.1.Dimensions.member.1.Name=b&MetricData.member.1.Dimensions.member.1.Value=1+%C3%A9"
                    + "&MetricData.member.1.Dimensions.member.2.Name=a&MetricData.member.1.Dimensions.member.2.Value=%26%3D%2B"
                    + "&MetricData.member.1.Timestamp=2023-11-14T22%3A13%3A20Z"
                    + "&MetricData.member.1.Value=12&MetricData.member.1.Unit=Count"
            ]
        )
    }

    @Test func statisticsAndValues() {
        var request = request(storageResolution: 1)
        let set = StatisticSet([5, 1, 9.5, 5])
        request.append(CloudWatchDatum(name: "a", dimensions: [], unit: nil, content: .statistics(set)))
        request.append(
            CloudWatchDatum(name: "b", dimensions: [], unit: "Seconds", content: .values([1.5, 2], counts: [3, 1]))
        )
        #expect(
            request.finish().map(text) == [
                head + "&MetricData.member.1.MetricName=a&MetricData.member.1.Timestamp=2023-11-14T22%3A13%3A20Z"
                    + "&MetricData.member.1.StatisticValues.SampleCount=4&MetricData.member.1.StatisticValues.Sum=20.5"
                    + "&MetricData.member.1.StatisticValues.Minimum=1&MetricData.member.1.StatisticValues.Maximum=9.5"
                    + "&MetricData.member.1.StorageResolution=1"
                    + "&MetricData.member.2.MetricName=b&MetricData.member.2.Timestamp=2023-11-14T22%3A13%3A20Z"
                    + "&MetricData.member.2.Values.member.1=1.5&MetricData.member.2.Values.member.2=2"
                    + "&MetricData.member.2.Counts.member.1=3&MetricData.member.2.Counts.member.2=1"
                    + "&MetricData.member.2.Unit=Seconds&MetricData.member.2.StorageResolution=1"
            ]
        )
    }

    private func datum(_ number: Int) -> CloudWatchDatum {
        CloudWatchDatum(name: "m\(number)", dimensions: [], unit: nil, content: .value(Double(number)))
    }

    @Test func twentyPerRequest() {
        var request = request()
        for number in 1...45 { request.append(datum(number)) }
        let batches = request.finish()
        #expect(batches.map(\.data) == [20, 20, 5])
        #expect(text(batches[2]).hasPrefix(head + "&MetricData.member.1.MetricName=m41&"))
        #expect(request.finish().isEmpty)
    }

    @Test func boundedInBytes() {
        var request = request(maximumBytes: 400)
        for number in 1...9 { request.append(datum(number)) }
        let batches = request.finish()
        #expect(batches.count > 1)
        #expect(batches.allSatisfy { $0.body.count <= 400 })
        #expect(batches.reduce(0) { $0 + $1.data } == 9)
        #expect(request.refused == 0)
    }

    @Test func whatFitsNowhereIsLeftOut() {
        var request = request(maximumBytes: 250)
        request.append(datum(1))
        request.append(
            CloudWatchDatum(name: String(repeating: "x", count: 200), dimensions: [], unit: nil, content: .value(1))
        )
        request.append(datum(2))
        #expect(request.finish().map(\.data) == [1, 1])
        #expect(request.refused == 1)
    }

    @Test func limitsHaveLimits() {
        var request = request(maximumData: 5_000, maximumBytes: 5_000_000)
        for number in 1...1_001 { request.append(datum(number)) }
        #expect(request.finish().map(\.data) == [1_000, 1])
        var one = self.request(maximumData: 0)
        one.append(datum(1))
        one.append(datum(2))
        #expect(one.finish().map(\.data) == [1, 1])
    }
}
