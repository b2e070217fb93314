import CMartletMemory

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// The memory of the process, under the names of Go's `runtime.MemStats`, as far as these have a meaning without a
/// garbage collector.
///
/// The figures of the heap come from the C library (`mallinfo2`), those of the process from `/proc/self/statm`. What
/// a platform does not tell is not there.
struct MemoryStatistics: Equatable {
    /// The heap, as the allocator sees it, in bytes.
    struct Heap: Equatable {
        var inUse: UInt64
        var obtained: UInt64
        var idle: UInt64
    }

    /// The process, as the operating system sees it, in bytes.
    struct Process: Equatable {
        /// Private memory that may be written: heap, stacks, data.
        var data: UInt64
        /// Memory that is there: what the process costs the machine.
        var resident: UInt64
    }

    var heap: Heap?
    var process: Process?

    /// The fields in the order of Go, in which `ResidentSet` does not exist.
    var fields: [(name: String, value: UInt64)] {
        var fields: [(name: String, value: UInt64)] = []
        if let heap { fields.append(("Alloc", heap.inUse)) }
        if let system = process?.data ?? heap?.obtained { fields.append(("Sys", system)) }
        if let heap {
            fields.append(("HeapAlloc", heap.inUse))
            fields.append(("HeapSys", heap.obtained))
            fields.append(("HeapIdle", heap.idle))
            fields.append(("HeapInuse", heap.obtained >= heap.idle ? heap.obtained - heap.idle : 0))
        }
        if let process { fields.append(("ResidentSet", process.resident)) }
        return fields
    }

    /// The figures of this moment.
    static func current() -> MemoryStatistics {
        MemoryStatistics(heap: currentHeap(), process: currentProcess())
    }

    private static func currentHeap() -> Heap? {
        var heap = martlet_heap()
        guard martlet_heap_statistics(&heap) != 0 else { return nil }
        return Heap(inUse: UInt64(heap.in_use), obtained: UInt64(heap.obtained), idle: UInt64(heap.idle))
    }

    private static func currentProcess() -> Process? {
        // The kernel makes the text up while it is read: this waits for no disk.
        let file = open("/proc/self/statm", O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var bytes = [UInt8](repeating: 0, count: 256)
        let count = read(file, &bytes, bytes.count)
        guard count > 0 else { return nil }
        let pageSize = UInt64(max(sysconf(Int32(_SC_PAGESIZE)), 1))
        return process(fromStatm: String(decoding: bytes[..<count], as: UTF8.self), pageSize: pageSize)
    }

    /// Reads `size resident shared text lib data dt`, in pages:
    /// https://man7.org/linux/man-pages/man5/proc_pid_statm.5.html
    static func process(fromStatm text: String, pageSize: UInt64) -> Process? {
        let pages = text.split { $0 == " " || $0 == "\n" }.map { UInt64($0) }
        guard pages.count >= 6, let resident = pages[1], let data = pages[5] else { return nil }
        let (residentBytes, overflow1) = resident.multipliedReportingOverflow(by: pageSize)
        let (dataBytes, overflow2) = data.multipliedReportingOverflow(by: pageSize)
        guard !overflow1, !overflow2 else { return nil }
        return Process(data: dataBytes, resident: residentBytes)
    }
}
