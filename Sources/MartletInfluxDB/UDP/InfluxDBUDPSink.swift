import MartletMetrics

/// Sends points in datagrams, each with as many whole lines as fit.
struct InfluxDBUDPSink: MetricsSink {
    let encoder: InfluxDBEncoder
    let losses: Losses
    let sender: UDPSender

    func encode(_ registry: MetricsRegistry, at time: Int64) -> [[UInt8]] {
        encoder.encode(registry, at: time, losses: losses).map(\.bytes)
    }

    func size(of payload: [UInt8]) -> Int { payload.count }

    func send(_ payload: [UInt8]) async throws {
        try await sender.send(payload)
    }

    func close() async {
        await sender.close()
    }
}
