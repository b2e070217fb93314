/// Bytes that are not what the protocol says.
package struct JuteError: Error, Equatable, CustomStringConvertible {
    /// What is wrong with them.
    package let description: String

    package init(_ description: String) {
        self.description = description
    }
}
