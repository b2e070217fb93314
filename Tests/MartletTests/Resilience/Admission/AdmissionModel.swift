import MartletTesting

@testable import Martlet

#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// A service with an admission control before it, in virtual time: calls come at random, and so many workers serve
/// those that are let in, in the order in which they come.
struct AdmissionModel<Control: AdmissionControl<Int>> {
    enum Outcome: Equatable {
        case pending
        case done
        case refused(Refusal)
    }

    struct Call {
        let arrival: Int64
        let priority: RequestPriority
        var admitted: Int64 = 0
        var end: Int64 = 0
        var outcome = Outcome.pending
    }

    private(set) var control: Control
    private(set) var calls: [Call] = []
    private(set) var now: Int64 = 0
    private(set) var mostWaiting = 0
    private let finish: (inout Control, Timestamp, Timestamp) -> Verdicts<Int>
    /// How long a call takes on average, in nanoseconds.
    var service: Double
    private var workers: [Int64]
    /// What ends next is last.
    private var ends: [(time: Int64, call: Int)] = []
    private var random: SeededGenerator

    init(
        _ control: Control,
        workers: Int,
        service: Duration,
        seed: UInt64,
        finish: @escaping (inout Control, Timestamp, Timestamp) -> Verdicts<Int>
    ) {
        self.control = control
        self.finish = finish
        self.workers = Array(repeating: 0, count: workers)
        self.service = Double(service.saturatedNanoseconds)
        random = SeededGenerator(seed: seed)
    }

    /// How many calls a second can be served.
    var capacity: Double { Double(workers.count) * 1e9 / service }

    /// Lets calls come for some time.
    ///
    /// - Parameters:
    ///   - load: How many, as a multiple of the capacity.
    ///   - patience: How much time each has; without limit by default.
    ///   - priorities: Which they have, at random.
    mutating func run(
        load: Double,
        for duration: Duration,
        patience: Duration? = nil,
        priorities: [RequestPriority] = [.normal]
    ) {
        let gap = 1e9 / (capacity * load)
        let end = now + duration.saturatedNanoseconds
        while true {
            let arrival = now + max(Int64(exponential(gap)), 1)
            guard arrival < end else { break }
            completeCalls(until: arrival)
            now = arrival
            arrive(patience: patience, priority: random.element(of: priorities))
        }
        completeCalls(until: end)
        now = end
    }

    /// Lets no more calls come until all are done.
    mutating func drain() {
        completeCalls(until: .max)
    }

    private mutating func arrive(patience: Duration?, priority: RequestPriority) {
        let index = calls.count
        calls.append(Call(arrival: now, priority: priority))
        if control.tryAcquire() {
            admit(index)
            return
        }
        let deadline = patience.map { Timestamp(nanoseconds: now).advanced(by: $0) }
        let arrival = Arrival(time: Timestamp(nanoseconds: now), priority: priority, deadline: deadline)
        let (answer, verdicts) = control.arrive(index, arrival)
        switch answer {
        case .decided(.admitted): admit(index)
        case .decided(.refused(let why)): calls[index].outcome = .refused(why)
        case .waits: mostWaiting = max(mostWaiting, control.waiting)
        }
        take(verdicts)
    }

    private mutating func completeCalls(until time: Int64) {
        while let next = ends.last, next.time <= time {
            ends.removeLast()
            now = next.time
            calls[next.call].outcome = .done
            calls[next.call].end = now
            let start = Timestamp(nanoseconds: calls[next.call].admitted)
            take(finish(&control, start, Timestamp(nanoseconds: now)))
        }
    }

    private mutating func take(_ verdicts: Verdicts<Int>) {
        for index in verdicts.admitted { admit(index) }
        for refused in verdicts.refused { calls[refused.waiter].outcome = .refused(refused.why) }
    }

    private mutating func admit(_ index: Int) {
        calls[index].admitted = now
        let worker = workers.indices.min { workers[$0] < workers[$1] } ?? 0
        let end = max(workers[worker], now) + max(Int64(exponential(service)), 1)
        workers[worker] = end
        let position = ends.firstIndex { $0.time < end } ?? ends.endIndex
        ends.insert((end, index), at: position)
    }

    private mutating func exponential(_ mean: Double) -> Double {
        -mean * log(1 - Double(random.next() >> 11) * 0x1p-53)
    }
}

extension AdmissionModel where Control == SheddingAdmission<Int> {
    init(_ control: SheddingAdmission<Int>, workers: Int, service: Duration, seed: UInt64) {
        self.init(control, workers: workers, service: service, seed: seed) { $0.finish(from: $1, to: $2) }
    }
}

extension AdmissionModel where Control == AdaptiveAdmission<Int> {
    init(_ control: AdaptiveAdmission<Int>, workers: Int, service: Duration, seed: UInt64) {
        self.init(control, workers: workers, service: service, seed: seed) {
            $0.finish(from: $1, to: $2, didDrop: false)
        }
    }
}

extension Collection where Element == AdmissionModel<SheddingAdmission<Int>>.Call {
    var done: Int { count { $0.outcome == .done } }
}
