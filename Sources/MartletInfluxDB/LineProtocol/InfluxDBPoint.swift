/// One line of the line protocol, without its time.
struct InfluxDBPoint {
    var measurement: String
    var tags: [(name: String, value: String)]
    var fields: [(name: String, value: Double)]

    /// The line, without a line feed.
    ///
    /// Tags are sorted by name, which is what InfluxDB asks for, and those that are empty are left out, as are fields
    /// that are no finite numbers: the protocol has neither.
    ///
    /// - Parameter timestamp: The time, in the precision of the write.
    /// - Returns: `nil` when there is no name or no field left.
    func line(timestamp: Int64) -> [UInt8]? {
        var line: [UInt8] = []
        LineProtocol.append(measurement: measurement, to: &line)
        guard !line.isEmpty else { return nil }
        appendTags(to: &line)
        line.append(UInt8(ascii: " "))
        let start = line.count
        for field in fields where field.value.isFinite {
            if line.count > start { line.append(UInt8(ascii: ",")) }
            LineProtocol.append(key: field.name, to: &line)
            line.append(UInt8(ascii: "="))
            LineProtocol.append(number: field.value, to: &line)
        }
        guard line.count > start else { return nil }
        line.append(UInt8(ascii: " "))
        line.append(contentsOf: String(timestamp).utf8)
        return line
    }

    private func appendTags(to line: inout [UInt8]) {
        let named = tags.map { (name: LineProtocol.tagName($0.name), value: $0.value) }
        let sorted = named.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
        for (index, tag) in sorted.enumerated() {
            // A server refuses a line that has a tag twice; the last one wins, as everywhere with labels.
            if index + 1 < sorted.count, sorted[index + 1].name == tag.name { continue }
            let start = line.count
            line.append(UInt8(ascii: ","))
            LineProtocol.append(key: tag.name, to: &line)
            let hasName = line.count > start + 1
            line.append(UInt8(ascii: "="))
            let valueStart = line.count
            LineProtocol.append(key: tag.value, to: &line)
            if !hasName || line.count == valueStart { line.removeSubrange(start...) }
        }
    }
}
