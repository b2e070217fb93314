import Testing

@testable import MartletPrometheus

@Suite struct ProcessMetricsTests {
    /// A line as in proc(5), with a name that does its worst.
    private let line =
        "4242 (a) b (c)) S 1 4242 4242 0 -1 4194560 100 0 0 0 150 50 0 0 20 0 5 0 12345 1073741824 2560 184467 1 1 0 0"

    @Test func theLineIsReadByItsFields() {
        let status = ProcessStatus(line)
        #expect(status?.userTicks == 150)
        #expect(status?.systemTicks == 50)
        #expect(status?.startTicks == 12_345)
        #expect(status?.virtualBytes == 1_073_741_824)
        #expect(status?.residentPages == 2_560)
    }

    @Test(arguments: ["", ")", "1 (x) S 1 2", "1 (x", "1 (x) S 1 1 1 0 -1 0 0 0 0 0 a b 0 0 20 0 5 0 c d e"])
    func aBadLineIsNone(line: String) {
        #expect(ProcessStatus(line) == nil)
    }

    #if os(Linux)
    @Test func thisProcessHasThemAll() {
        let metrics = ProcessMetrics.current()
        #expect(
            metrics.metrics.map(\.name) == [
                "process_cpu_seconds_total", "process_max_fds", "process_open_fds", "process_resident_memory_bytes",
                "process_start_time_seconds", "process_virtual_memory_bytes",
            ]
        )
        #expect((metrics.cpuSeconds ?? 0) > 0)
        #expect((metrics.residentBytes ?? 0) > 1_000_000)
        #expect((metrics.virtualBytes ?? 0) > metrics.residentBytes ?? 0)
        #expect((metrics.openFiles ?? 0) >= 3)
        #expect((metrics.maximumFiles ?? 0) > metrics.openFiles ?? 0)
        // After 2020, and the same each time.
        #expect((metrics.startTime ?? 0) > 1_577_836_800)
        #expect(metrics.startTime == ProcessMetrics.current().startTime)
    }
    #endif

    @Test func theyHaveTheirTypes() {
        var metrics = ProcessMetrics()
        metrics.cpuSeconds = 1.5
        metrics.maximumFiles = .infinity
        var text = PageBuffer()
        for metric in metrics.metrics { metric.write(.text, to: &text) }
        let expected = """
            # HELP process_cpu_seconds_total Total user and system CPU time spent in seconds.
            # TYPE process_cpu_seconds_total counter
            process_cpu_seconds_total 1.5
            # HELP process_max_fds Maximum number of open file descriptors.
            # TYPE process_max_fds gauge
            process_max_fds +Inf

            """
        #expect(String(decoding: text.bytes, as: UTF8.self) == expected)
        var openMetrics = PageBuffer()
        metrics.metrics[0].write(.openMetrics(), to: &openMetrics)
        let start = "# TYPE process_cpu_seconds counter\n# HELP process_cpu_seconds Total"
        #expect(String(decoding: openMetrics.bytes, as: UTF8.self).hasPrefix(start))
    }
}
