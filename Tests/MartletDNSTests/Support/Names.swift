import MartletDNSMessage
import Testing

/// A name that the test writes down.
func name(_ text: String) throws -> DNSName { try #require(DNSName(text)) }

/// The data of a SRV record.
func srv(_ target: String, _ port: UInt16, priority: UInt16 = 10, weight: UInt16 = 60) throws -> DNSRecordData {
    .srv(DNSServiceLocation(priority: priority, weight: weight, port: port, target: try name(target)))
}
