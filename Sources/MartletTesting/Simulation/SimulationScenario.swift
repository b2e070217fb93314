/// What goes wrong with which instances, and when, in a ``BalancerSimulation``.
///
/// ```swift
/// let rackIsSlow = SimulationScenario("slow rack", affects: .share(0.25)) { time, run in
///     time > run / 2 ? .slow(by: 4) : .normal
/// }
/// ```
///
/// The five after ``steady`` are those of Finagle's load balancer simulator.
public struct SimulationScenario: Sendable {
    /// Its name, in reports.
    public let name: String

    /// Which instances are affected.
    public let affected: Affected

    let behavior: @Sendable (_ time: Duration, _ run: Duration) -> Behavior

    /// Makes a scenario.
    ///
    /// - Parameters:
    ///   - name: Its name, in reports.
    ///   - affected: Which instances are affected.
    ///   - behavior: What an affected instance does, by the time since the beginning and the length of the run.
    public init(
        _ name: String,
        affects affected: Affected,
        behavior: @escaping @Sendable (_ time: Duration, _ run: Duration) -> Behavior
    ) {
        self.name = name
        self.affected = affected
        self.behavior = behavior
    }

    /// Nothing goes wrong.
    public static let steady = SimulationScenario("steady", affects: .share(0)) { _, _ in .normal }

    /// A tenth of the instances joins after a third of the run, and is ten times as slow for its first five seconds.
    public static let coldStart = SimulationScenario("cold start", affects: .share(0.1)) { time, run in
        let age = time - run / 3
        return age < .zero ? .absent : age < .seconds(5) ? .slow(by: 10) : .normal
    }

    /// One instance is ten times as slow as the others.
    public static let oneSlow = SimulationScenario("one slow", affects: .one) { _, _ in .slow(by: 10) }

    /// A tenth of the instances is ten times as slow in the middle third of the run.
    public static let slowMiddle = SimulationScenario("slow middle", affects: .share(0.1)) { time, run in
        time >= run / 3 && time < run * 2 / 3 ? .slow(by: 10) : .normal
    }

    /// A tenth of the instances fails at once, instead of working, in the middle third of the run.
    public static let temporaryFailure = SimulationScenario("temporary failure", affects: .share(0.1)) { time, run in
        time >= run / 3 && time < run * 2 / 3 ? .failing : .normal
    }

    /// A tenth of the instances fails at once, instead of working, from a third of the run on.
    public static let permanentFailure = SimulationScenario("permanent failure", affects: .share(0.1)) { time, run in
        time >= run / 3 ? .failing : .normal
    }

    /// All of these.
    public static let all: [SimulationScenario] = [
        steady, coldStart, oneSlow, slowMiddle, temporaryFailure, permanentFailure,
    ]
}

extension SimulationScenario {
    /// Which instances a scenario affects.
    public struct Affected: Sendable {
        private enum Size {
            case one
            case share(Double)
        }

        private let size: Size

        /// One of them.
        public static let one = Affected(size: .one)

        /// A part of them, and one at least unless the part is 0; they are spread evenly over the order of ids.
        ///
        /// - Parameter share: The part, 0 to 1.
        public static func share(_ share: Double) -> Affected { Affected(size: .share(min(max(share, 0), 1))) }

        /// The numbers of the affected ones.
        func numbers(of count: Int) -> [Int] {
            let wanted =
                switch size {
                case .one: 1
                case .share(let share): share == 0 ? 0 : max(1, Int((Double(count) * share).rounded()))
                }
            return (0..<wanted).map { $0 * count / wanted }
        }
    }

    /// What an instance does at a moment.
    public struct Behavior: Hashable, Sendable {
        /// How much longer a call takes than usual.
        let slowness: Double
        let fails: Bool
        let isPresent: Bool

        /// It works as usual.
        public static let normal = Behavior(slowness: 1, fails: false, isPresent: true)

        /// It answers each call with an error within a millisecond, and works on nothing.
        public static let failing = Behavior(slowness: 1, fails: true, isPresent: true)

        /// No registry knows it.
        public static let absent = Behavior(slowness: 1, fails: false, isPresent: false)

        /// It takes longer.
        ///
        /// - Parameter factor: How many times as long; 1 or more.
        public static func slow(by factor: Double) -> Behavior {
            Behavior(slowness: max(factor, 1), fails: false, isPresent: true)
        }
    }
}
