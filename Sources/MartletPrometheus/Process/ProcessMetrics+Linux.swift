#if os(Linux)
#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

extension ProcessMetrics {
    /// What is known now; nothing where `/proc` is not to be read.
    static func current() -> ProcessMetrics {
        var metrics = ProcessMetrics()
        metrics.openFiles = countOpenFiles()
        metrics.maximumFiles = fileLimit
        guard let line = contents(of: "/proc/self/stat", upTo: 4_096), let status = ProcessStatus(line) else {
            return metrics
        }
        let ticks = Double(max(sysconf(Int32(_SC_CLK_TCK)), 1))
        let pageSize = Double(max(sysconf(Int32(_SC_PAGESIZE)), 1))
        metrics.cpuSeconds = (Double(status.userTicks) + Double(status.systemTicks)) / ticks
        metrics.virtualBytes = Double(status.virtualBytes)
        metrics.residentBytes = Double(status.residentPages) * pageSize
        metrics.startTime = bootTime.map { $0 + Double(status.startTicks) / ticks }
        return metrics
    }

    /// When the machine was started, in seconds since 1970: read once, for the file is long and this line of it does
    /// not change.
    private static let bootTime: Double? = contents(of: "/proc/stat", upTo: 4 * 1_024 * 1_024).flatMap { text in
        text.split(separator: "\n").first { $0.hasPrefix("btime ") }.flatMap { Double($0.dropFirst("btime ".count)) }
    }

    private static func countOpenFiles() -> Double? {
        guard let folder = opendir("/proc/self/fd") else { return nil }
        defer { closedir(folder) }
        // Without the folder itself, `.` and `..`.
        var count = -3
        while readdir(folder) != nil { count += 1 }
        return Double(max(count, 0))
    }

    /// A file of the system, whole or up to a limit.
    private static func contents(of path: String, upTo limit: Int) -> String? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 4_096)
        while bytes.count < limit {
            let count = read(descriptor, &piece, piece.count)
            guard count > 0 else { break }
            bytes += piece[..<count]
        }
        return bytes.isEmpty ? nil : String(decoding: bytes, as: UTF8.self)
    }
}
#endif
