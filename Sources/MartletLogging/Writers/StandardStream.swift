/// The output or the error stream of the process.
public struct StandardStream: Sendable, Hashable {
    let descriptor: Int32

    /// The output stream.
    public static let output = StandardStream(descriptor: 1)

    /// The error stream.
    public static let error = StandardStream(descriptor: 2)
}
