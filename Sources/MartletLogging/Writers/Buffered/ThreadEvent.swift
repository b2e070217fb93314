#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#elseif canImport(Glibc)
import Glibc
#endif

/// Something that happens again and again and that threads wait for.
///
/// Who waits reads ``generation`` first, then looks whether there is anything to wait for, and then waits for a later
/// generation: nothing that happens between is missed.
final class ThreadEvent: Sendable {
    private struct Cells {
        var mutex = pthread_mutex_t()
        var condition = pthread_cond_t()
        var generation: UInt64 = 0
    }

    // Safe: the memory never moves and lives as long as the object; its mutex guards the generation.
    nonisolated(unsafe) private let cells: UnsafeMutablePointer<Cells>

    init() {
        cells = .allocate(capacity: 1)
        cells.initialize(to: Cells())
        pthread_mutex_init(&cells.pointee.mutex, nil)
        #if canImport(Darwin)
        pthread_cond_init(&cells.pointee.condition, nil)
        #else
        // The monotonic clock: a step of the system's time must not lengthen a wait.
        var attributes = pthread_condattr_t()
        pthread_condattr_init(&attributes)
        pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
        pthread_cond_init(&cells.pointee.condition, &attributes)
        pthread_condattr_destroy(&attributes)
        #endif
    }

    deinit {
        pthread_cond_destroy(&cells.pointee.condition)
        pthread_mutex_destroy(&cells.pointee.mutex)
        cells.deallocate()
    }

    /// How often it has happened.
    var generation: UInt64 {
        pthread_mutex_lock(&cells.pointee.mutex)
        defer { pthread_mutex_unlock(&cells.pointee.mutex) }
        return cells.pointee.generation
    }

    /// It happens: all who wait go on.
    func signal() {
        pthread_mutex_lock(&cells.pointee.mutex)
        cells.pointee.generation &+= 1
        pthread_cond_broadcast(&cells.pointee.condition)
        pthread_mutex_unlock(&cells.pointee.mutex)
    }

    /// Waits until it has happened after a generation.
    ///
    /// - Parameters:
    ///   - generation: What was read before.
    ///   - duration: The longest wait; `nil` is for ever.
    func wait(after generation: UInt64, upTo duration: Duration? = nil) {
        pthread_mutex_lock(&cells.pointee.mutex)
        defer { pthread_mutex_unlock(&cells.pointee.mutex) }
        guard let duration else {
            while cells.pointee.generation == generation {
                pthread_cond_wait(&cells.pointee.condition, &cells.pointee.mutex)
            }
            return
        }
        let end = ContinuousClock.now + duration
        while cells.pointee.generation == generation {
            let left = end - ContinuousClock.now
            guard left > .zero, wait(left) else { return }
        }
    }

    /// - Returns: Whether the time is not over.
    private func wait(_ duration: Duration) -> Bool {
        let (seconds, attoseconds) = min(duration, .seconds(86_400)).components
        let nanoseconds = Int(attoseconds / 1_000_000_000)
        #if canImport(Darwin)
        var time = timespec(tv_sec: Int(seconds), tv_nsec: nanoseconds)
        return pthread_cond_timedwait_relative_np(&cells.pointee.condition, &cells.pointee.mutex, &time) != ETIMEDOUT
        #else
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        let sum = Int(time.tv_nsec) + nanoseconds
        time.tv_sec += time_t(seconds) + sum / 1_000_000_000
        time.tv_nsec = sum % 1_000_000_000
        return pthread_cond_timedwait(&cells.pointee.condition, &cells.pointee.mutex, &time) != ETIMEDOUT
        #endif
    }
}
