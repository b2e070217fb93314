public import CoreMetrics

extension AddService {
    /// The same service, with counters of the business.
    ///
    /// `addsvc_integers_summed` is the sum of all positive sums: a counter never falls. `addsvc_characters_concatenated` is
    /// the length of all results in bytes.
    ///
    /// - Parameter metrics: Where to count.
    public func counting(in metrics: any MetricsFactory) -> some AddService {
        CountingAddService(
            base: self,
            integers: Counter(label: "addsvc_integers_summed", factory: metrics),
            characters: Counter(label: "addsvc_characters_concatenated", factory: metrics)
        )
    }
}

private struct CountingAddService<Base: AddService>: AddService {
    let base: Base
    let integers: Counter
    let characters: Counter

    func sum(_ a: Int64, _ b: Int64) async throws -> Int64 {
        let sum = try await base.sum(a, b)
        integers.increment(by: max(0, sum))
        return sum
    }

    func concat(_ a: String, _ b: String) async throws -> String {
        let text = try await base.concat(a, b)
        characters.increment(by: text.utf8.count)
        return text
    }
}
