import MetricsTestKit
import Testing

@testable import Martlet

@Suite struct BreakerNoticesTests {
    private let opened = BreakerStateMachine.Change(from: .closed, to: .open, openFor: .seconds(60))
    private let halfOpened = BreakerStateMachine.Change(from: .open, to: .halfOpen)

    private func name(_ notice: BreakerNotices.Notice?) -> String {
        switch notice {
        case .changed(let change, let metrics): "\(change) \(metrics.map(\.label))"
        case .added(let metrics, let state): "\(metrics.label) \(state)"
        case nil: "none"
        }
    }

    @Test func areTakenOutInOrder() {
        var notices = BreakerNotices(name: "b")
        #expect(notices.startsDelivery() == false)
        notices.add(opened)
        notices.add(halfOpened)
        #expect(notices.startsDelivery() == true)
        #expect(name(notices.next()) == "circuit breaker b: closed -> open for 60.0 seconds []")
        #expect(name(notices.next()) == "circuit breaker b: open -> half_open []")
        #expect(name(notices.next()) == "none")
    }

    @Test func onlyOneDelivers() {
        var notices = BreakerNotices(name: nil)
        notices.add(opened)
        #expect(notices.startsDelivery() == true)
        _ = notices.next()
        // Its notice is out, and perhaps still being told: what comes now waits for that.
        notices.add(halfOpened)
        #expect(notices.startsDelivery() == false)
        #expect(name(notices.next()) == "circuit breaker: open -> half_open []")
        #expect(notices.startsDelivery() == false)
        #expect(name(notices.next()) == "none")
        notices.add(opened)
        #expect(notices.startsDelivery() == true)
    }

    @Test func goToTheMetricsOfAllEndpointsOnce() {
        var notices = BreakerNotices(name: nil)
        let metrics = TestMetrics()
        notices.add(BreakerStateMetrics("a", metrics), in: .closed)
        notices.add(opened)
        notices.add(BreakerStateMetrics("b", metrics), in: .open)
        notices.add(BreakerStateMetrics("a", metrics), in: .open)
        notices.add(halfOpened)
        #expect(name(notices.next()) == "a closed")
        #expect(name(notices.next()).hasSuffix(#"["a"]"#))
        #expect(name(notices.next()) == "b open")
        #expect(name(notices.next()).hasSuffix(#"["a", "b"]"#))
        #expect(name(notices.next()) == "none")
    }

    @Test func theFirstEndpointNamesABreakerThatHasNoName() {
        var notices = BreakerNotices(name: nil)
        #expect(notices.label(for: "a") == "a")
        #expect(notices.label(for: "b") == "b")
        notices.add(opened)
        #expect(name(notices.next()).hasPrefix("circuit breaker a: "))
        var named = BreakerNotices(name: "n")
        #expect(named.label(for: "a") == "n")
        named.add(opened)
        #expect(name(named.next()).hasPrefix("circuit breaker n: "))
    }
}
