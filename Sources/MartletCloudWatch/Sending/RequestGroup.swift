import Synchronization

/// Requests that are sent at the same time, and what is left of them.
///
/// CloudWatch counts what it gets twice, so only those that failed may be sent again.
final class RequestGroup: Sendable {
    /// The bytes of all of them at the beginning.
    let size: Int

    private let remaining: Mutex<[PutMetricData.Batch]>

    init(_ batches: [PutMetricData.Batch]) {
        size = batches.reduce(0) { $0 + $1.body.count }
        remaining = Mutex(batches)
    }

    /// Those that have not been sent, or were sent in vain.
    var batches: [PutMetricData.Batch] { remaining.withLock { $0 } }

    func keep(_ batches: [PutMetricData.Batch]) {
        remaining.withLock { $0 = batches }
    }

    /// Puts requests together, so many in each group.
    static func groups(of batches: [PutMetricData.Batch], size: Int) -> [RequestGroup] {
        let size = min(max(size, 1), CloudWatchLimits.maximumRequestsInFlight)
        return stride(from: 0, to: batches.count, by: size).map { start in
            RequestGroup(Array(batches[start..<min(start + size, batches.count)]))
        }
    }
}
