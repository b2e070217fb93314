import CoreMetrics
import Dispatch
import Glibc
import MartletMetrics
import MartletPrometheus
import Synchronization

/// How long counting takes at worst while a page of 100 000 series is rendered over and over on another core.
enum Scraping {
    private final class Stop: Sendable {
        let isSet = Atomic(false)
        let pages = Atomic(0)
    }

    static func measure() throws {
        let prometheus = Pages.metrics(100_000)
        let histogram = prometheus.makeRecorder(label: "latency", dimensions: [], aggregate: true)
        report("alone", histogram)
        let stop = Stop()
        let group = DispatchGroup()
        DispatchQueue.global().async(group: group) {
            while !stop.isSet.load(ordering: .relaxed) {
                let next = prometheus.page(accept: nil, acceptEncoding: nil).makeRenderer()
                while next() != nil {}
                stop.pages.wrappingAdd(1, ordering: .relaxed)
            }
        }
        report("while scraped", histogram)
        stop.isSet.store(true, ordering: .relaxed)
        group.wait()
        print("# \(stop.pages.load(ordering: .relaxed)) pages, memory \(Memory.resident / 1_024) KiB")
    }

    private static func report(_ name: String, _ histogram: any RecorderHandler) {
        let count = 3_000_000
        var times: [Int] = []
        times.reserveCapacity(count)
        for number in 0..<count {
            let start = now()
            histogram.record(Double(number & 1_023) / 100)
            times.append(now() - start)
        }
        times.sort()
        print("# \(name): ns p50 \(times[count / 2]), p99.9 \(times[count - 3_000]), p99.99 \(times[count - 300])")
    }

    private static func now() -> Int {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return time.tv_sec * 1_000_000_000 + time.tv_nsec
    }
}

/// The memory of this process.
enum Memory {
    /// What is resident, in bytes.
    static var resident: Int {
        guard let file = fopen("/proc/self/statm", "r") else { return 0 }
        defer { fclose(file) }
        var line = [CChar](repeating: 0, count: 256)
        guard fgets(&line, 256, file) != nil else { return 0 }
        let bytes = line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
        let fields = String(decoding: bytes, as: UTF8.self).split(separator: " ")
        return (fields.count > 1 ? Int(fields[1]) ?? 0 : 0) * 4_096
    }
}
