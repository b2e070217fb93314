#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Android)
import Android
#elseif canImport(Darwin)
import Darwin
#endif

/// What the system says of this process, under the names that all clients of Prometheus use.
///
/// On Linux it is read from `/proc/self` when the page is, in some ten microseconds; elsewhere there is none of it yet.
struct ProcessMetrics {
    let cpuSeconds: Double
    let startTime: Double
    let virtualBytes: Double
    let residentBytes: Double
    let openFiles: Int?
    let maximumFiles: Double?

    func write(_ format: PrometheusFormat, to output: inout PageBuffer) {
        func metric(_ name: String, _ type: String, _ help: String, _ value: Double?) {
            guard let value else { return }
            // In OpenMetrics a counter is described without the suffix of its line.
            let described =
                format == .openMetrics && name.hasSuffix("_total") ? String(name.dropLast("_total".count)) : name
            output.append("# HELP \(described) \(help)\n# TYPE \(described) \(type)\n\(name) ")
            output.append(number: value)
            output.append("\n")
        }
        metric(
            "process_cpu_seconds_total",
            "counter",
            "Total user and system CPU time spent in seconds.",
            cpuSeconds
        )
        metric("process_max_fds", "gauge", "Maximum number of open file descriptors.", maximumFiles)
        metric("process_open_fds", "gauge", "Number of open file descriptors.", openFiles.map(Double.init))
        metric("process_resident_memory_bytes", "gauge", "Resident memory size in bytes.", residentBytes)
        metric(
            "process_start_time_seconds",
            "gauge",
            "Start time of the process since unix epoch in seconds.",
            startTime
        )
        metric("process_virtual_memory_bytes", "gauge", "Virtual memory size in bytes.", virtualBytes)
    }
}
