/// Bytes from hexadecimal digits; spaces and line ends are for the reader.
func bytes(_ digits: String) -> [UInt8] {
    let digits = digits.utf8.filter { $0 > 0x20 }.map { $0 & 0x40 == 0 ? $0 & 0xf : ($0 & 0xf) + 9 }
    return stride(from: 0, to: digits.count - 1, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
}

/// Hexadecimal digits of bytes.
func hex(_ bytes: [UInt8]) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
}
