import Martlet
import MartletDiscovery

#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Android)
import Android
#endif

/// One run of a ``BalancerSimulation``, event after event.
struct SimulationRun<B: Balancer> {
    private enum Event {
        case arrival
        /// The work on a call has ended, or an instance has refused it.
        case completion(call: Int, isFailure: Bool)
        case timeout(call: Int)
        /// Whoever comes or goes, or behaves otherwise.
        case change
    }

    /// A call that is under way, in a slot that is used again.
    private struct Call {
        var client = 0
        var instance = 0
        var began: Int64 = 0
        /// Whether the caller still waits.
        var isWanted = false
        /// What has to happen before the slot is free: its timeout and its completion.
        var open = 0
    }

    private struct Client {
        let balancer: B
        let loads: [InstanceLoad]
        var picker: B.Picker
    }

    private let settings: BalancerSimulation
    private let end: Int64
    private let isAffected: [Bool]
    private let affectedCount: Int
    private let random: BalancerRandom
    private var generator: SeededGenerator
    private var events = SimulationEvents<Event>()
    private var clients: [Client] = []
    private var instances: [SimulatedInstance]
    private var calls: [Call] = []
    private var free: [Int] = []
    private var record: SimulationRecord
    /// How the affected instances behave at present.
    private var behavior = SimulationScenario.Behavior.normal
    /// The numbers of the instances that are known at present.
    private var present: [Int]

    init(_ settings: BalancerSimulation, _ balancers: [B]) {
        self.settings = settings
        end = settings.duration.saturatedNanoseconds
        let affected = Set(settings.scenario.affected.numbers(of: settings.instances))
        affectedCount = affected.count
        isAffected = (0..<settings.instances).map(affected.contains)
        record = SimulationRecord(timeout: settings.timeout.saturatedNanoseconds)
        random = BalancerRandom(seed: settings.seed)
        generator = SeededGenerator(seed: settings.seed &+ 0x5EED)
        instances = Array(repeating: SimulatedInstance(workers: max(1, settings.workers)), count: settings.instances)
        behavior = settings.scenario.behavior(.zero, settings.duration)
        present = []
        present = knownInstances()
        clients = balancers.map { balancer in
            let loads = (0..<settings.instances).map { _ in InstanceLoad() }
            return Client(
                balancer: balancer,
                loads: loads,
                picker: balancer.picker(for: present.map { balanced($0, loads) }, replacing: nil)
            )
        }
    }

    mutating func run() -> SimulationResult {
        // Behavior may change at any time, so it is asked for a hundred times.
        for step in 1..<100 { events.add(.change, at: end / 100 * Int64(step)) }
        events.add(.arrival, at: interval())
        while let (time, event) = events.next() {
            switch event {
            case .arrival where time < end: arrive(at: time)
            case .arrival: break
            case .completion(let call, let isFailure): complete(call, isFailure: isFailure, at: time)
            case .timeout(let call): giveUp(call, at: time)
            case .change: change(at: time)
            }
        }
        let comesLate = settings.scenario.behavior(.zero, settings.duration).isPresent == false
        return record.result(
            calls: instances.indices.filter { !(comesLate && isAffected[$0]) }.map { instances[$0].calls }
        )
    }

    private mutating func arrive(at time: Int64) {
        events.add(.arrival, at: time + interval())
        let client = Int.random(in: clients.indices, using: &generator)
        let now = Timestamp.virtual(.nanoseconds(time))
        let choice = clients[client].picker.pick(
            for: BalancerCall(key: generator.next(), random: random, now: now)
        )
        let instance = present[choice]
        clients[client].loads[instance].begin(at: now)
        instances[instance].count()
        if behavior != .normal, behavior.isPresent {
            record.sent(toAffected: isAffected[instance], share: Double(affectedCount) / Double(present.count))
        }
        let number =
            free.popLast()
            ?? {
                calls.append(Call())
                return calls.count - 1
            }()
        calls[number] = Call(client: client, instance: instance, began: time, isWanted: true, open: 2)
        events.add(.timeout(call: number), at: time + settings.timeout.saturatedNanoseconds)
        if isAffected[instance], behavior.fails {
            events.add(.completion(call: number, isFailure: true), at: time + 1_000_000)
        } else if instances[instance].arrive(number) {
            events.add(.completion(call: number, isFailure: false), at: time + serviceTime(of: instance))
        }
    }

    private mutating func complete(_ number: Int, isFailure: Bool, at time: Int64) {
        let instance = calls[number].instance
        if calls[number].isWanted { finish(number, isFailure: isFailure, at: time) }
        close(number)
        // A refusal has taken no worker.
        guard !isFailure else { return }
        while let next = instances[instance].next() {
            if calls[next].isWanted {
                events.add(.completion(call: next, isFailure: false), at: time + serviceTime(of: instance))
                return
            }
            close(next)
        }
        instances[instance].rest()
    }

    private mutating func giveUp(_ number: Int, at time: Int64) {
        if calls[number].isWanted { finish(number, isFailure: true, at: time) }
        close(number)
    }

    /// The caller has its answer.
    private mutating func finish(_ number: Int, isFailure: Bool, at time: Int64) {
        let call = calls[number]
        calls[number].isWanted = false
        clients[call.client].loads[call.instance].end(
            began: .virtual(.nanoseconds(call.began)),
            at: .virtual(.nanoseconds(time)),
            isFailure ? .failure : .success
        )
        if isFailure { record.failed() } else { record.succeeded(after: time - call.began) }
    }

    private mutating func close(_ number: Int) {
        calls[number].open -= 1
        if calls[number].open == 0 { free.append(number) }
    }

    private mutating func change(at time: Int64) {
        behavior = settings.scenario.behavior(.nanoseconds(time), settings.duration)
        let known = knownInstances()
        guard known != present else { return }
        present = known
        for index in clients.indices {
            let client = clients[index]
            clients[index].picker = client.balancer.picker(
                for: present.map { balanced($0, client.loads) },
                replacing: client.picker
            )
        }
    }

    private func knownInstances() -> [Int] {
        let known = isAffected.indices.filter { behavior.isPresent || !isAffected[$0] }
        // A balancer has always something to choose from.
        return known.isEmpty ? [0] : known
    }

    private func balanced(_ number: Int, _ loads: [InstanceLoad]) -> BalancedInstance {
        let digits = String(number)
        let id = "instance-" + String(repeating: "0", count: max(0, 6 - digits.count)) + digits
        let instance = Instance(host: "10.0.0.1", port: 80, id: id, weight: settings.weight(number))
        return BalancedInstance(instance, load: loads[number])
    }

    /// The time until the next call, exponentially distributed.
    private mutating func interval() -> Int64 {
        let perNanosecond =
            max(settings.utilization, 1e-6) * Double(settings.instances * max(1, settings.workers))
            / Double(max(1, settings.serviceTime.saturatedNanoseconds))
        return max(1, Int64(min(-log(unit()) / perNanosecond, 1e18)))
    }

    /// How long an instance works on a call, log-normally distributed.
    private mutating func serviceTime(of instance: Int) -> Int64 {
        let sigma = 0.5
        let normal = (-2 * log(unit())).squareRoot() * cos(2 * .pi * unit())
        let mean = Double(settings.serviceTime.saturatedNanoseconds)
        let slowness = isAffected[instance] ? behavior.slowness : 1
        return max(1, Int64(min(mean * slowness * exp(sigma * normal - sigma * sigma / 2), 1e18)))
    }

    /// Above 0, up to 1.
    private mutating func unit() -> Double {
        1 - Double(generator.next() >> 11) * 0x1p-53
    }
}
