import Testing

@testable import MartletConsul

@Suite struct AnswerPaceTests {
    @Test func whatTookLongIsFollowedAtOnce() {
        var pace = AnswerPace(interval: .milliseconds(500))
        #expect(pace.pause(after: .seconds(1), isNew: true) == .zero)
        #expect(pace.pause(after: .milliseconds(500), isNew: true) == .zero)
        #expect(pace.pause(after: .milliseconds(200), isNew: true) == .milliseconds(300))
        #expect(pace.pause(after: .zero, isNew: true) == .milliseconds(500))
    }

    @Test func whatHasNothingNewIsFollowedLater() {
        var pace = AnswerPace(interval: .milliseconds(500))
        let pauses = (0..<6).map { _ in pace.pause(after: .zero, isNew: false) }
        #expect(pauses == [.seconds(1), .seconds(2), .seconds(4), .seconds(8), .seconds(8), .seconds(8)])
        #expect(pace.pause(after: .zero, isNew: true) == .milliseconds(500))
        #expect(pace.pause(after: .milliseconds(100), isNew: false) == .milliseconds(900))
    }

    @Test func thereIsAlwaysAPause() {
        var pace = AnswerPace(interval: .zero)
        #expect(pace.pause(after: .zero, isNew: true) == .milliseconds(1))
        pace = AnswerPace(interval: .seconds(-1))
        #expect(pace.pause(after: .zero, isNew: true) == .milliseconds(1))
    }
}
