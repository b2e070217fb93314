import MartletTesting
import Testing

@testable import Martlet

/// Calls that do not stay until the end.
extension CoalesceTests {
    // MARK: Followers that leave

    @Test func aCancelledFollowerLeavesAlone() async throws {
        let leader = start("a")
        let call = await backend.call(1)
        let followers = await startFollowers("a", [.init(), .init()])
        followers[0].cancel()
        await #expect(throws: CancellationError.self) { try await followers[0].value }
        #expect(layer.calls.followerCount("a") == 1)
        call.succeed("A")
        #expect(try await [leader.value, followers[1].value] == ["A", "A"])
        #expect(try coalesced == 1)
    }

    @Test func aFollowerLeavesAtItsDeadline() async throws {
        let leader = start("a")
        let call = await backend.call(1)
        let followers = await startFollowers(
            "a",
            [context(deadlineAfter: .seconds(2)), context(deadlineAfter: .seconds(3))]
        )
        try await clock.waitForSleepers(2)
        clock.advance(by: .seconds(2))
        let status = await #expect(throws: Status.self) { try await followers[0].value }
        #expect(status?.code == .deadlineExceeded)
        #expect(status?.delivery == .unknown)
        #expect(layer.calls.followerCount("a") == 1)
        call.succeed("A")
        #expect(try await [leader.value, followers[1].value] == ["A", "A"])
        #expect(clock.sleeperCount == 0)
        #expect(try coalesced == 1)
    }

    @Test func aFollowerWhoseDeadlineHasPassedDoesNotWait() async throws {
        let leader = start("a")
        let call = await backend.call(1)
        let late = start("a", context(deadlineAfter: .zero))
        let status = await #expect(throws: Status.self) { try await late.value }
        #expect(status?.code == .deadlineExceeded)
        call.succeed("A")
        #expect(try await leader.value == "A")
    }

    // MARK: Leaders that leave

    @Test func theOldestFollowerCallsAgainWhenTheLeaderIsCancelled() async throws {
        let leader = start("a")
        _ = await backend.call(1)
        let followers = await startFollowers("a", [context(deadlineAfter: .seconds(9), id: "first"), .init()])
        leader.cancel()
        await #expect(throws: CancellationError.self) { try await leader.value }
        let call = await backend.call(2)
        #expect(call.context.requestID == "first")
        #expect(layer.calls.followerCount("a") == 1)
        call.succeed("A")
        for task in followers { #expect(try await task.value == "A") }
        #expect(backend.callCount == 2)
        // The new leader has made a call of its own.
        #expect(try coalesced == 1)
        #expect(layer.calls.keyCount == 0)
        #expect(clock.sleeperCount == 0)
    }

    @Test func noErrorOfACancelledLeaderIsShared() async throws {
        let started = Gate()
        let proceed = Gate()
        let count = Count()
        let next = Endpoint("profile") { (_: String) in
            guard count.next() == 1 else { return "A" }
            started.open()
            await proceed.wait()
            withUnsafeCurrentTask { $0?.cancel() }
            // What a client makes of the cancellation is its own affair.
            throw MarkedError()
        }
        let leader = Task { [layer] in try await layer.intercept("a", next: next) }
        await started.wait()
        let follower = Task { [layer] in try await layer.intercept("a", next: next) }
        await untilFollowers(of: "a", are: 1)
        proceed.open()
        await #expect(throws: MarkedError.self) { try await leader.value }
        #expect(try await follower.value == "A")
    }

    @Test(arguments: [(Duration.zero, 2), (.milliseconds(1), 2), (.milliseconds(2), 1)])
    func aLeaderWhoseTimeIsOverDoesNotShareItsError(_ remaining: Duration, calls: Int) async throws {
        let leader = start("a", context(deadlineAfter: .seconds(5)))
        let call = await backend.call(1)
        let followers = await startFollowers("a", [.init()])
        clock.advance(by: .seconds(5) - remaining)
        call.fail(Status(.deadlineExceeded))
        let status = await #expect(throws: Status.self) { try await leader.value }
        #expect(status?.code == .deadlineExceeded)
        // It waits for a call that may never be made.
        Task { await backend.call(2).succeed("A") }
        let response = try? await followers[0].value
        #expect(response == (calls == 2 ? "A" : nil))
        #expect(backend.callCount == calls)
    }

    @Test func aResponseIsSharedEvenIfTheLeaderWasCancelled() async throws {
        let started = Gate()
        let proceed = Gate()
        let count = Count()
        let next = Endpoint("profile") { (_: String) in
            started.open()
            await proceed.wait()
            return "\(count.next())"
        }
        let leader = Task { [layer] in try await layer.intercept("a", next: next) }
        await started.wait()
        let follower = Task { [layer] in try await layer.intercept("a", next: next) }
        await untilFollowers(of: "a", are: 1)
        leader.cancel()
        proceed.open()
        #expect(try await [leader.value, follower.value] == ["1", "1"])
    }

    @Test func leadersOneAfterTheOther() async throws {
        let leader = start("a")
        _ = await backend.call(1)
        let followers = await startFollowers("a", Array(repeating: .init(), count: 4))
        for (index, task) in ([leader] + followers.dropLast()).enumerated() {
            _ = await backend.call(index + 1)
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
        }
        await backend.call(5).succeed("A")
        #expect(try await followers[3].value == "A")
        #expect(layer.calls.keyCount == 0)
    }

    @Test func aFollowerThatIsOnItsWayOutIsPassedOver() async throws {
        let shell = CoalescedCallsShell<String, String>(maximumKeys: 2, clock: MonotonicClock(clock))
        guard case .leader = shell.join("a"), case .follower(let first) = shell.join("a"),
            case .follower(let second) = shell.join("a"), case .follower(let third) = shell.join("a")
        else { throw MarkedError() }
        // Its time is over, and it has not said so yet.
        #expect(first.waiter.settle(.expired))
        let leader = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            shell.finish("a", CancellationError())
        }
        await leader.value
        // The second has been made the leader, and the third has not.
        #expect(!second.waiter.settle(.expired))
        #expect(shell.followerCount("a") == 1)
        await #expect(throws: Status.self) { _ = try await shell.follow("a", first) }
        #expect(shell.followerCount("a") == 1)
        shell.finish("a", "A")
        #expect(try await shell.follow("a", second) == nil)
        #expect(try await shell.follow("a", third)?.get() == "A")
    }

    @Test func aLeaderWithoutFollowersLeavesNothing() async throws {
        let leader = start("a")
        _ = await backend.call(1)
        leader.cancel()
        await #expect(throws: CancellationError.self) { try await leader.value }
        #expect(layer.calls.keyCount == 0)
        let next = start("a")
        await backend.call(2).succeed("A")
        #expect(try await next.value == "A")
    }
}
