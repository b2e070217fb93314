import MartletMetrics

#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Android)
import Android
#endif

/// What the system says of this process, under the names that all clients of Prometheus use.
///
/// On Linux it is read from `/proc` when the page is: blocking calls, but of some ten microseconds together. Elsewhere
/// there is only what the C library tells: CPU time and the limit of open files.
struct ProcessMetrics {
    /// One of them, with its value.
    struct Metric {
        let name: String
        let help: String
        let value: Double

        /// The only one that grows, because the others may shrink.
        private var isCounter: Bool { name.hasSuffix("_total") }

        func write(_ format: PrometheusFormat, to output: inout PageBuffer) {
            // In OpenMetrics a counter is described without the suffix of its line.
            let described = format.isOpenMetrics ? PrometheusNames.counterFamily(name) ?? name : name
            let type = isCounter ? "counter" : "gauge"
            let help = "# HELP \(described) \(help)\n"
            output.append(format.isOpenMetrics ? "" : help)
            output.append("# TYPE \(described) \(type)\n")
            output.append(format.isOpenMetrics ? help : "")
            output.append(name)
            output.append(" ")
            output.append(number: value)
            output.append("\n")
        }
    }

    var cpuSeconds: Double?
    var startTime: Double?
    var virtualBytes: Double?
    var residentBytes: Double?
    var openFiles: Double?
    var maximumFiles: Double?

    private static let described: [(name: String, help: String, value: @Sendable (ProcessMetrics) -> Double?)] = [
        ("process_cpu_seconds_total", "Total user and system CPU time spent in seconds.", \.cpuSeconds),
        ("process_max_fds", "Maximum number of open file descriptors.", \.maximumFiles),
        ("process_open_fds", "Number of open file descriptors.", \.openFiles),
        ("process_resident_memory_bytes", "Resident memory size in bytes.", \.residentBytes),
        ("process_start_time_seconds", "Start time of the process since unix epoch in seconds.", \.startTime),
        ("process_virtual_memory_bytes", "Virtual memory size in bytes.", \.virtualBytes),
    ]

    /// All names that a metric of the process may take up.
    static var names: Set<String> {
        Set(described.flatMap { PrometheusNames.taken($0.name, $0.name.hasSuffix("_total") ? .counter : .gauge) })
    }

    /// Those that are known here.
    var metrics: [Metric] {
        Self.described.compactMap { name, help, value in
            value(self).map { Metric(name: name, help: help, value: $0) }
        }
    }

    /// The limit of open files; `nil` when the system does not say.
    static var fileLimit: Double? {
        var limit = rlimit()
        #if canImport(Glibc)
        let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        #else
        let resource = RLIMIT_NOFILE
        #endif
        guard getrlimit(resource, &limit) == 0 else { return nil }
        return limit.rlim_cur >= rlim_t(Int64.max) ? .infinity : Double(limit.rlim_cur)
    }

    #if !os(Linux)
    static func current() -> ProcessMetrics {
        var metrics = ProcessMetrics()
        var usage = rusage()
        if getrusage(RUSAGE_SELF, &usage) == 0 {
            let seconds = Double(usage.ru_utime.tv_sec) + Double(usage.ru_stime.tv_sec)
            metrics.cpuSeconds = seconds + (Double(usage.ru_utime.tv_usec) + Double(usage.ru_stime.tv_usec)) / 1e6
        }
        metrics.maximumFiles = fileLimit
        return metrics
    }
    #endif
}
