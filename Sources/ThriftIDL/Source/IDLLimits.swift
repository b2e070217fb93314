/// Bounds on what is compiled, so that a file from somewhere else cannot exhaust the memory or the stack.
package struct IDLLimits: Hashable, Sendable {
    /// Bytes of a file, 4 MiB unless chosen otherwise.
    package var fileByteCount = 4 << 20

    /// Bytes of all files together, 64 MiB unless chosen otherwise.
    package var byteCount = 64 << 20

    /// Files that are compiled together, with all that they include, 1,024 unless chosen otherwise.
    package var fileCount = 1_024

    /// Includes inside one another, 64 unless chosen otherwise.
    package var includeDepth = 64

    /// Types or constants inside one another, 64 unless chosen otherwise. It also bounds how many typedefs, constants and
    /// services may refer to each other in a row.
    package var nesting = 64

    /// Values of all constants together, 4,194,304 unless chosen otherwise; a struct counts as its fields. Constants that
    /// use each other often would otherwise grow without bounds.
    package var constantCount = 1 << 22

    /// Methods of all services together, each with those it inherits, 65,536 unless chosen otherwise.
    package var methodCount = 1 << 16

    /// Makes the usual limits.
    package init() {}
}
