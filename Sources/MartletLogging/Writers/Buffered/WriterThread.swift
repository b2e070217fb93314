#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#elseif canImport(Glibc)
import Glibc
#endif

/// Starts a thread of the system: for calls that block, which neither an event loop nor the cooperative pool can bear.
enum WriterThread {
    private final class Start {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }

    /// Starts a thread that ends when the closure returns. It takes no signals: those are for the program's own
    /// threads.
    ///
    /// - Throws: ``LogDestinationError`` when the system has no more threads.
    static func start(_ body: @escaping @Sendable () -> Void) throws(LogDestinationError) {
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
        defer { pthread_attr_destroy(&attributes) }

        var all = sigset_t()
        var before = sigset_t()
        sigfillset(&all)
        // What a crash raises must not be blocked: the kernel then ends the process without calling any handler.
        for signal in CrashFlush.signals { sigdelset(&all, signal) }
        pthread_sigmask(SIG_SETMASK, &all, &before)
        defer { pthread_sigmask(SIG_SETMASK, &before, nil) }

        let start = Unmanaged.passRetained(Start(body))
        #if canImport(Darwin)
        var thread: pthread_t?
        let code = pthread_create(&thread, &attributes, { WriterThread.main($0) }, start.toOpaque())
        #else
        var thread = pthread_t()
        let code = pthread_create(&thread, &attributes, { WriterThread.main($0) }, start.toOpaque())
        #endif
        guard code == 0 else {
            start.release()
            throw LogDestinationError("start a thread", code: code)
        }
    }

    private static func main(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
        if let argument { Unmanaged<Start>.fromOpaque(argument).takeRetainedValue().body() }
        return nil
    }
}
