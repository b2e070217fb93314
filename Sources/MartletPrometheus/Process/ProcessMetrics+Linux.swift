#if os(Linux)
#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

extension ProcessMetrics {
    /// Reads them; `nil` where `/proc` is not to be read.
    static func read() -> ProcessMetrics? {
        guard let stat = file("/proc/self/stat"), let fields = ProcessStatus(stat) else { return nil }
        let ticks = Double(max(sysconf(Int32(_SC_CLK_TCK)), 1))
        let pageSize = Double(max(sysconf(Int32(_SC_PAGESIZE)), 1))
        return ProcessMetrics(
            cpuSeconds: Double(fields.userTicks + fields.systemTicks) / ticks,
            startTime: (bootTime ?? 0) + Double(fields.startTicks) / ticks,
            virtualBytes: Double(fields.virtualBytes),
            residentBytes: Double(fields.residentPages) * pageSize,
            openFiles: openFiles,
            maximumFiles: maximumFiles
        )
    }

    private static var bootTime: Double? {
        guard let lines = file("/proc/stat")?.split(separator: "\n") else { return nil }
        return lines.first { $0.hasPrefix("btime ") }.flatMap { Double($0.dropFirst("btime ".count)) }
    }

    private static var openFiles: Int? {
        guard let folder = opendir("/proc/self/fd") else { return nil }
        defer { closedir(folder) }
        // Without the folder itself, `.` and `..`.
        var count = -3
        while readdir(folder) != nil { count += 1 }
        return max(count, 0)
    }

    private static var maximumFiles: Double? {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return nil }
        return limit.rlim_cur == rlim_t.max ? .infinity : Double(limit.rlim_cur)
    }

    /// A small file of the system, whole.
    private static func file(_ path: String) -> String? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 64 * 1_024)
        var count = 0
        while count < bytes.count {
            let read = bytes[count...].withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress, $0.count) }
            guard read > 0 else { break }
            count += read
        }
        return count > 0 ? String(decoding: bytes[..<count], as: UTF8.self) : nil
    }
}
#else
extension ProcessMetrics {
    /// There is nothing to read them from yet.
    static func read() -> ProcessMetrics? { nil }
}
#endif
