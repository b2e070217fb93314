import MartletMetrics
import MartletSockets

/// Where the intervals go: encoded into batches, sent one after the other.
struct GraphiteSink: MetricsSink {
    let encoder: GraphiteEncoder
    let losses: LossesByReason<GraphiteLoss>
    let socket: ReconnectingSocket

    func encode(_ registry: MetricsRegistry, at time: Int64) -> [[UInt8]] {
        let output = encoder.encode(registry, at: time)
        losses.count(output.losses)
        return output.batches.map(\.bytes)
    }

    func size(of payload: [UInt8]) -> Int { payload.count }

    func send(_ payload: [UInt8]) async throws {
        try await socket.send(payload)
    }

    func close() async {
        await socket.close()
    }
}
