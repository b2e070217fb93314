import ExporterTesting
import MartletTracing
import Testing
import Tracing

@Suite struct SpanTests {
    private let spans = InMemorySpanProcessor()
    private let metrics = CountedMetrics()

    private func span(_ limits: SpanLimits = SpanLimits()) -> SamplingTracer.Span {
        SamplingTracer(processor: spans, limits: limits, metrics: metrics).startSpan("test", context: .topLevel)
    }

    private func finished(
        _ limits: SpanLimits = SpanLimits(),
        _ work: (SamplingTracer.Span) -> Void
    ) throws -> FinishedSpan {
        let span = span(limits)
        work(span)
        span.end()
        return try #require(spans.finishedSpans.last)
    }

    private func at(_ nanoseconds: UInt64) -> DefaultTracerClock.Timestamp { .init(nanosecondsSinceEpoch: nanoseconds) }

    private struct Oops: Error, CustomStringConvertible {
        var description: String { "all is lost" }
    }

    private struct Text: CustomStringConvertible {
        let description: String
    }

    // MARK: What it keeps

    @Test func keepsWhatItIsTold() throws {
        let span = try finished { span in
            span.operationName = "renamed"
            #expect(span.operationName == "renamed")
            span.attributes["a"] = 1
            span.updateAttributes { $0["b"] = "two" }
            span.addEvent(SpanEvent(name: "event", at: at(7), attributes: ["c": true]))
            span.addLink(SpanLink(context: .of(.remote(3, 4)), attributes: ["d": 4.5]))
            span.addLink(SpanLink(context: .topLevel, attributes: [:]))
            span.setStatus(SpanStatus(code: .error, message: "no"))
        }
        #expect(span.name == "renamed")
        #expect(span.attributes == ["a": 1, "b": "two"])
        #expect(span.events.map(\.name) == ["event"])
        #expect(span.events.map(\.nanosecondsSinceEpoch) == [7])
        #expect(span.events.map(\.attributes) == [["c": true]])
        #expect(span.links.map(\.spanContext) == [.remote(3, 4)], "a link to nothing is none")
        #expect(span.links.map(\.attributes) == [["d": 4.5]])
        #expect(span.status == SpanStatus(code: .error, message: "no"))
        #expect(span.droppedAttributesCount + span.droppedEventsCount + span.droppedLinksCount == 0)
    }

    @Test func hasTimes() {
        let tracer = SamplingTracer(processor: spans)
        tracer.startSpan("a", context: .topLevel, at: at(100)).end(at: at(250))
        tracer.startSpan("b", context: .topLevel, at: at(100)).end(at: at(50))
        tracer.startSpan("c", context: .topLevel).end()
        #expect(spans.finishedSpans[0].startNanoseconds == 100)
        #expect(spans.finishedSpans[0].endNanoseconds == 250)
        #expect(spans.finishedSpans[1].endNanoseconds == 100, "the clock of the system may be set back")
        #expect(spans.finishedSpans[2].startNanoseconds > 1_700_000_000_000_000_000)
    }

    @Test func errorsAreEvents() throws {
        let span = try finished { span in
            span.recordError(Oops())
            span.recordError(Oops(), attributes: ["exception.message": "other", "more": 1], at: at(9))
        }
        #expect(span.events.map(\.name) == ["exception", "exception"])
        let first = span.events[0].attributes
        #expect(first.get("exception.message") == .string("all is lost"))
        guard case .string(let type) = first.get("exception.type") else {
            Issue.record("no type")
            return
        }
        #expect(type.hasPrefix("MartletTracingTests."))
        #expect(type.hasSuffix(".Oops"))
        #expect(span.events[1].attributes.get("exception.message") == .string("other"))
        #expect(span.events[1].attributes.get("more") == .int64(1))
        #expect(span.events[1].nanosecondsSinceEpoch == 9)
        #expect(span.status == nil, "what failed may have been handled")
    }

    @Test func thatAllIsWellIsFinal() throws {
        let span = try finished { span in
            span.setStatus(SpanStatus(code: .error, message: "first"))
            span.setStatus(SpanStatus(code: .error, message: "second"))
        }
        #expect(span.status == SpanStatus(code: .error, message: "second"))
        let well = try finished { span in
            span.setStatus(SpanStatus(code: .ok, message: "ignored"))
            span.setStatus(SpanStatus(code: .error, message: "late"))
        }
        #expect(well.status == SpanStatus(code: .ok))
    }

    // MARK: After its end

    @Test func afterItsEndNothingChanges() throws {
        let span = span()
        #expect(span.isRecording)
        span.attributes["a"] = 1
        span.end()
        #expect(!span.isRecording)
        #expect(span.attributes.isEmpty)
        #expect(span.operationName.isEmpty)
        span.attributes["b"] = 2
        span.operationName = "late"
        span.addEvent("late")
        span.addLink(SpanLink(context: .of(.remote()), attributes: [:]))
        span.setStatus(SpanStatus(code: .error))
        span.recordError(Oops())
        span.end()
        #expect(spans.finishedSpans.count == 1)
        #expect(spans.finishedSpans.first?.attributes == ["a": 1])
        #expect(spans.finishedSpans.first?.name == "test")
        #expect(metrics["martlet_spans_misused[changed_after_end]"] == 6)
        #expect(metrics["martlet_spans_misused[ended_twice]"] == 1)
        #expect(metrics["martlet_spans_misused[not_ended]"] == 0)
        #expect(span.context.spanContext == spans.finishedSpans.first?.spanContext, "it still says what it was")
    }

    @Test func manyTasksEndItOnce() async {
        let span = span()
        await withTaskGroup { group in
            for index in 0..<50 {
                group.addTask {
                    span.addEvent(SpanEvent(name: "\(index)"))
                    span.end()
                }
            }
        }
        #expect(spans.finishedSpans.count == 1)
        #expect(metrics["martlet_spans_misused[ended_twice]"] == 49)
    }

    // MARK: Limits

    @Test func thereAre128OfEachAtMost() throws {
        let span = try finished { span in
            for index in 0..<130 {
                span.updateAttributes { $0["key\(index)"] = index }
                span.addEvent(SpanEvent(name: "\(index)"))
                span.addLink(SpanLink(context: .of(.remote(UInt64(index + 1))), attributes: [:]))
            }
        }
        #expect(span.attributes.count == 128)
        #expect(span.attributes.get("key127") != nil)
        #expect(span.attributes.get("key128") == nil, "what was there first stays")
        #expect(span.droppedAttributesCount == 2)
        #expect(span.events.count == 128)
        #expect(span.events.last?.name == "127")
        #expect(span.droppedEventsCount == 2)
        #expect(span.links.count == 128)
        #expect(span.droppedLinksCount == 2)
    }

    @Test func aKnownAttributeCanBeChangedWhenThereIsNoRoom() throws {
        let span = try finished(SpanLimits { $0.attributes = 2 }) { span in
            span.attributes = ["x": 1, "y": 2]
            span.updateAttributes {
                $0["a"] = 3
                $0["y"] = 4
            }
        }
        #expect(span.attributes == ["x": 1, "y": 4])
        #expect(span.droppedAttributesCount == 1)
    }

    @Test func attributesOfEventsAndLinksHaveLimits() throws {
        let limits = SpanLimits {
            $0.attributesPerEvent = 1
            $0.attributesPerLink = 2
        }
        let span = try finished(limits) { span in
            span.addEvent(SpanEvent(name: "event", attributes: ["b": 1, "a": 2, "c": 3]))
            span.addLink(SpanLink(context: .of(.remote()), attributes: ["b": 1, "a": 2, "c": 3]))
        }
        #expect(span.events.first?.attributes == ["a": 2])
        #expect(span.events.first?.droppedAttributesCount == 2)
        #expect(span.links.first?.attributes == ["a": 2, "b": 1])
        #expect(span.links.first?.droppedAttributesCount == 1)
    }

    @Test func textsAreCutAtACharacter() throws {
        let span = try finished(SpanLimits { $0.textLength = 4 }) { span in
            span.operationName = "12345"
            span.attributes = [
                "ascii": "12345", "exact": "1234", "umlaut": "123ä", "emoji": "1😀",
                "array": .stringArray(["12345", "1"]),
                "lazy": .stringConvertible(Text(description: "12345")),
                "lazies": .stringConvertibleArray([Text(description: "12345"), Text(description: "x")]),
            ]
            span.addEvent(SpanEvent(name: "12345", attributes: ["a": "12345"]))
            span.setStatus(SpanStatus(code: .error, message: "12345"))
        }
        #expect(span.name == "1234")
        #expect(
            span.attributes == [
                "ascii": "1234", "exact": "1234", "umlaut": "123", "emoji": "1", "array": .stringArray(["1234", "1"]),
                "lazy": "1234", "lazies": .stringArray(["1234", "x"]),
            ]
        )
        #expect(span.events.first?.name == "1234")
        #expect(span.events.first?.attributes == ["a": "1234"])
        #expect(span.status?.message == "1234")
        #expect(span.droppedAttributesCount == 0)
    }

    @Test func arraysAreCut() throws {
        let span = try finished(SpanLimits { $0.arrayCount = 1 }) { span in
            span.attributes = [
                "a": .int32Array([1, 2]), "b": .int64Array([1, 2]), "c": .doubleArray([1, 2]),
                "d": .boolArray([true, false]),
                "e": .stringArray(["1", "2"]),
            ]
        }
        #expect(
            span.attributes == [
                "a": .int32Array([1]), "b": .int64Array([1]), "c": .doubleArray([1]), "d": .boolArray([true]),
                "e": .stringArray(["1"]),
            ]
        )
    }

    @Test func noneIsALimitToo() throws {
        let limits = SpanLimits {
            $0.attributes = -1
            $0.events = 0
            $0.links = -5
            $0.textLength = -1
            $0.arrayCount = -1
        }
        let span = try finished(limits) { span in
            span.attributes = ["a": 1]
            span.addEvent("event")
            span.addLink(SpanLink(context: .of(.remote()), attributes: [:]))
        }
        #expect(span.attributes.isEmpty)
        #expect(span.droppedAttributesCount == 1)
        #expect(span.droppedEventsCount == 1)
        #expect(span.droppedLinksCount == 1)
        #expect(span.name.isEmpty)
    }
}
