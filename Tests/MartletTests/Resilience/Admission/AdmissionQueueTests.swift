import MartletTesting
import Testing

@testable import Martlet

@Suite struct AdmissionQueueTests {
    private typealias Queue = AdmissionQueue<Int>

    private func arrival(_ priority: RequestPriority = .normal) -> Arrival {
        Arrival(time: Timestamp(nanoseconds: 0), priority: priority)
    }

    private func queue(limit: Int, maximumWaiting: Int = 10, running: Int? = nil, waiting: Range<Int> = 0..<0) -> Queue
    {
        var queue = Queue(limit: limit, maximumWaiting: maximumWaiting)
        for _ in 0..<(running ?? limit) { _ = queue.tryAcquire() }
        for waiter in waiting { _ = queue.offer(waiter, arrival()) }
        return queue
    }

    @Test func permitsUpToTheLimit() {
        var queue = queue(limit: 2, running: 0)
        #expect(queue.tryAcquire() == true)
        #expect(queue.tryAcquire() == true)
        #expect(queue.tryAcquire() == false)
        #expect(queue.inFlight == 2)
        #expect(queue.release() == nil)
        #expect(queue.inFlight == 1)
        #expect(queue.tryAcquire() == true)
    }

    @Test func waitsUpToTheMaximum() {
        var queue = queue(limit: 1, maximumWaiting: 2)
        for waiter in 1...2 {
            guard case .waits = queue.offer(waiter, arrival()) else {
                Issue.record("\(waiter) should wait")
                return
            }
        }
        #expect(queue.isFull)
        #expect(queue.offer(3, arrival()) == .decided(.refused(.full)))
        #expect(queue.waiting == 2)
        #expect(queue.inFlight == 1)
    }

    @Test func noQueue() {
        var queue = queue(limit: 1, maximumWaiting: 0)
        #expect(queue.offer(1, arrival()) == .decided(.refused(.full)))
    }

    @Test func aPermitThatWasFreeInBetweenIsTaken() {
        var queue = queue(limit: 1, running: 0)
        #expect(queue.offer(1, arrival()) == .decided(.admitted))
        #expect(queue.inFlight == 1)
        #expect(queue.waiting == 0)
    }

    @Test func thePermitGoesToWhoIsNext() {
        var queue = queue(limit: 2, waiting: 1..<3)
        #expect(queue.release() == 1)
        #expect(queue.inFlight == 2)
        #expect(queue.tryAcquire() == false)
        #expect(queue.release() == 2)
        #expect(queue.release() == nil)
        #expect(queue.inFlight == 1)
    }

    @Test func whoLeavesGetsNothing() {
        var queue = queue(limit: 1)
        guard case .waits(let ticket) = queue.offer(1, arrival()) else {
            Issue.record("it should wait")
            return
        }
        queue.leave(ticket)
        #expect(queue.waiting == 0)
        #expect(queue.release() == nil)
        #expect(queue.inFlight == 0)
    }

    @Test func aHigherLimitLetsSeveralIn() {
        var queue = queue(limit: 1, waiting: 1..<5)
        #expect(queue.changeLimit(to: 3) == [1, 2])
        #expect(queue.inFlight == 3)
        #expect(queue.waiting == 2)
    }

    @Test func aLowerLimitIsReachedAsPermitsComeBack() {
        var queue = queue(limit: 3, waiting: 1..<3)
        #expect(queue.changeLimit(to: 1) == [])
        #expect(queue.inFlight == 3)
        #expect(queue.release() == nil)
        #expect(queue.release() == nil)
        #expect(queue.inFlight == 1)
        #expect(queue.tryAcquire() == false)
        #expect(queue.release() == 1)
        #expect(queue.inFlight == 1)
    }

    // MARK: Any order of events

    /// Keeps the books about a queue: who has a permit, and who waits since when.
    private struct Model {
        var queue: Queue
        var running: Set<Int> = []
        var waiting: [(waiter: Int, priority: RequestPriority, ticket: Queue.Ticket)] = []
        var nextWaiter = 1
        let maximumWaiting: Int

        mutating func arrive(_ arrival: Arrival) {
            let waiter = nextWaiter
            nextWaiter += 1
            let hadRoom = running.count < queue.limit
            switch queue.offer(waiter, arrival) {
            case .decided(.admitted):
                #expect(hadRoom)
                running.insert(waiter)
            case .decided(.refused(let why)):
                #expect(why == .full)
                #expect(!hadRoom && waiting.count == maximumWaiting)
            case .waits(let ticket):
                #expect(!hadRoom && waiting.count < maximumWaiting)
                waiting.append((waiter, arrival.priority, ticket))
            }
        }

        /// Whoever was admitted must be the first of the highest priority.
        mutating func admitted(_ waiter: Int) {
            let highest = waiting.map(\.priority).max()
            let index = waiting.firstIndex { $0.priority == highest }
            #expect(index.map { waiting[$0].waiter } == waiter)
            if let index { waiting.remove(at: index) }
            #expect(running.insert(waiter).inserted == true)
        }

        func check() {
            #expect(queue.inFlight == running.count)
            #expect(queue.waiting == waiting.count)
            #expect(waiting.isEmpty || running.count >= queue.limit, "somebody waits while a permit is free")
        }
    }

    @Test(arguments: 0..<30 as Range<UInt64>)
    func permitsAreNeitherLostNorDoubled(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let maximumWaiting = Int.random(in: 0...6, using: &random)
        let limit = Int.random(in: 1...4, using: &random)
        var model = Model(queue: Queue(limit: limit, maximumWaiting: maximumWaiting), maximumWaiting: maximumWaiting)
        for _ in 0..<300 {
            switch Int.random(in: 0..<10, using: &random) {
            case 0..<4:
                model.arrive(arrival(random.element(of: [.low, .normal, .high])))
            case 4..<7:
                guard let done = model.running.sorted().randomElement(using: &random) else { continue }
                model.running.remove(done)
                if let next = model.queue.release() { model.admitted(next) }
            case 7:
                guard let index = model.waiting.indices.randomElement(using: &random) else { continue }
                let left = model.waiting.remove(at: index)
                model.queue.leave(left.ticket)
                // A second time does nothing.
                model.queue.leave(left.ticket)
            case 8:
                for next in model.queue.changeLimit(to: Int.random(in: 1...6, using: &random)) { model.admitted(next) }
            default:
                let lowest = model.waiting.map(\.priority).min()
                let index = model.waiting.firstIndex { $0.priority == lowest }
                #expect(model.queue.evictLowest() == index.map { model.waiting[$0].waiter })
                if let index { model.waiting.remove(at: index) }
            }
            model.check()
        }
        while let done = model.running.popFirst() {
            if let next = model.queue.release() { model.admitted(next) }
            _ = done
        }
        model.check()
        #expect(model.queue.inFlight == 0)
        #expect(model.queue.waiting == 0)
    }
}
