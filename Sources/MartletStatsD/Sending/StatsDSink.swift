import MartletMetrics
import MartletSockets

/// Where the intervals go: encoded into datagrams, sent one after the other.
struct StatsDSink: MetricsSink {
    let encoder: StatsDEncoder
    let reports: StatsDReports
    let losses: LossesByReason<StatsDLoss>
    let socket: ReconnectingSocket

    func encode(_ registry: MetricsRegistry, at time: Int64) -> [[UInt8]] {
        let output = encoder.encode(registry, reports: reports.takeAll())
        losses.count(output.losses)
        return output.datagrams
    }

    func size(of payload: [UInt8]) -> Int { payload.count }

    func send(_ payload: [UInt8]) async throws {
        try await socket.send(payload)
    }

    func close() async {
        await socket.close()
    }
}
