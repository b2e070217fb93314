/// The line of `/proc/self/stat`. Source: proc(5).
struct ProcessStatus {
    let userTicks: UInt64
    let systemTicks: UInt64
    let startTicks: UInt64
    let virtualBytes: UInt64
    let residentPages: UInt64

    /// - Parameter line: The line. The name of the program, in its second field, may have spaces and parentheses: the
    ///   fields are counted from behind it.
    init?(_ line: String) {
        guard let end = line.lastIndex(of: ")") else { return nil }
        let fields = line[line.index(after: end)...].split(separator: " ")
        func number(_ field: Int) -> UInt64? {
            // The first of these is the third field of the line.
            fields.indices.contains(field - 3) ? UInt64(fields[field - 3]) : nil
        }
        guard let userTicks = number(14), let systemTicks = number(15), let startTicks = number(22),
            let virtualBytes = number(23), let residentPages = number(24)
        else { return nil }
        self.userTicks = userTicks
        self.systemTicks = systemTicks
        self.startTicks = startTicks
        self.virtualBytes = virtualBytes
        self.residentPages = residentPages
    }
}
