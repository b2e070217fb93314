import Testing

@testable import Martlet

@Suite struct HedgeSignalTests {
    @Test func eventsThatCameBeforeAreHeard() async {
        let signal = HedgeSignal()
        #expect(!signal.hasEndedAttempt)
        signal.delayPassed()
        #expect(!signal.hasEndedAttempt)
        signal.attemptEnded()
        #expect(signal.hasEndedAttempt)
        signal.attemptEnded()
        // Ends first, each of them, and the delay once.
        #expect(await signal.next() == .attemptEnded)
        #expect(await signal.next() == .attemptEnded)
        #expect(await signal.next() == .delayPassed)
        #expect(!signal.hasEndedAttempt)
    }

    @Test func theWaitingTaskIsWoken() async {
        let signal = HedgeSignal()
        for event in [HedgeSignal.Event.delayPassed, .attemptEnded] {
            async let heard = signal.next()
            await Task.yield()
            switch event {
            case .attemptEnded: signal.attemptEnded()
            case .delayPassed: signal.delayPassed()
            }
            #expect(await heard == event)
        }
    }

    @Test func noEndIsLostBetweenThreads() async {
        for _ in 0..<200 {
            let signal = HedgeSignal()
            await withTaskGroup(of: Void.self) { group in
                for _ in 0..<4 { group.addTask { signal.attemptEnded() } }
                group.addTask { signal.delayPassed() }
                var ends = 0
                var delays = 0
                while ends < 4 || delays < 1 {
                    switch await signal.next() {
                    case .attemptEnded: ends += 1
                    case .delayPassed: delays += 1
                    }
                }
                #expect(ends == 4 && delays == 1 && !signal.hasEndedAttempt)
            }
        }
    }
}
