import Testing

@testable import MartletExpvar

@Suite struct MemoryStatisticsTests {
    @Test func fieldsHaveTheNamesOfGo() {
        let statistics = MemoryStatistics(
            heap: .init(inUse: 100, obtained: 300, idle: 120),
            process: .init(data: 1_000, resident: 800)
        )
        #expect(
            statistics.fields.map { "\($0.name)=\($0.value)" } == [
                "Alloc=100", "Sys=1000", "HeapAlloc=100", "HeapSys=300", "HeapIdle=120", "HeapInuse=180",
                "ResidentSet=800",
            ]
        )
    }

    @Test func whatIsNotKnownIsNotThere() {
        #expect(MemoryStatistics().fields.isEmpty)
        #expect(
            MemoryStatistics(heap: .init(inUse: 1, obtained: 2, idle: 3)).fields.map { "\($0.name)=\($0.value)" }
                == ["Alloc=1", "Sys=2", "HeapAlloc=1", "HeapSys=2", "HeapIdle=3", "HeapInuse=0"]
        )
        #expect(
            MemoryStatistics(process: .init(data: 5, resident: 4)).fields.map { "\($0.name)=\($0.value)" }
                == ["Sys=5", "ResidentSet=4"]
        )
    }

    @Test func statm() {
        #expect(
            MemoryStatistics.process(fromStatm: "2117 392 352 9 0 111 0\n", pageSize: 4_096)
                == .init(data: 111 * 4_096, resident: 392 * 4_096)
        )
        #expect(MemoryStatistics.process(fromStatm: "", pageSize: 4_096) == nil)
        #expect(MemoryStatistics.process(fromStatm: "1 2 3 4 5", pageSize: 4_096) == nil)
        #expect(MemoryStatistics.process(fromStatm: "1 x 3 4 5 6", pageSize: 4_096) == nil)
        #expect(MemoryStatistics.process(fromStatm: "1 18446744073709551615 3 4 5 6", pageSize: 4_096) == nil)
    }

    #if os(Linux)
    @Test func thisProcess() throws {
        let before = MemoryStatistics.current()
        let process = try #require(before.process)
        #expect(process.resident > 1_000_000)
        #expect(process.data > 1_000_000)
        #if canImport(Glibc)
        let heap = try #require(before.heap)
        #expect(heap.inUse > 10_000)
        #expect(heap.obtained >= heap.inUse)
        // More than other tests free meanwhile, and kept until it has been looked at.
        let block = [UInt8](repeating: 1, count: 256 * 1_024 * 1_024)
        let after = MemoryStatistics.current()
        #expect((after.heap?.inUse ?? 0) > heap.inUse + 128 * 1_024 * 1_024)
        #expect(block.last == 1)
        #endif
    }
    #endif
}
