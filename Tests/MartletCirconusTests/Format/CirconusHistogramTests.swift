import MartletTesting
import Testing

@testable import MartletCirconus

@Suite struct CirconusHistogramTests {
    private func texts(_ values: [Double]) -> [String] {
        var histogram = CirconusHistogram()
        for value in values { histogram.record(value) }
        return histogram.texts
    }

    @Test(arguments: [
        (1, "1.0e+00"), (1.05, "1.0e+00"), (1.1, "1.1e+00"), (9.99, "9.9e+00"), (10, "1.0e+01"), (123, "1.2e+02"),
        (0.29, "2.9e-01"),
        (0.3, "3.0e-01"), (0.57, "5.7e-01"), (0.0123, "1.2e-02"), (0.00001, "1.0e-05"), (1e16, "1.0e+16"),
        (1.25e21, "1.2e+21"),
        (-1, "-1.0e+00"), (-0.029, "-2.9e-02"), (0, "0.0e+00"), (-0.0, "0.0e+00"), (9.9e127, "9.9e+127"),
        (1e-128, "1.0e-128"),
        (9e-129, "0.0e+00"), (5, "5.0e+00"),
    ])
    func bins(value: Double, text: String) {
        #expect(texts([value]) == ["H[\(text)]=1"])
    }

    @Test func equalBinsAreCounted() {
        #expect(texts([1, 1.04, 2, 1.09]) == ["H[1.0e+00]=3", "H[2.0e+00]=1"])
    }

    /// At a rate of 0.4 each value stands for 2.5, and ten of them for 25.
    @Test func weightsAreRoundedOncePerBin() {
        var histogram = CirconusHistogram()
        for _ in 0..<10 { histogram.record(1) }
        histogram.scale(by: 2.5)
        #expect(histogram.texts == ["H[1.0e+00]=25"])
    }

    @Test func binsAreSorted() {
        #expect(
            texts([100, 0, -5, 0.2, 10, -0.5, -50, 2])
                == [
                    "H[-5.0e+01]=1", "H[-5.0e+00]=1", "H[-5.0e-01]=1", "H[0.0e+00]=1", "H[2.0e-01]=1", "H[2.0e+00]=1",
                    "H[1.0e+01]=1", "H[1.0e+02]=1",
                ]
        )
    }

    @Test func whatHasNoBinIsRefused() {
        var histogram = CirconusHistogram()
        for value in [Double.nan, .infinity, -.infinity, 1e128] { histogram.record(value, count: 2) }
        #expect(histogram.texts.isEmpty)
        #expect(histogram.refused == 8)
    }

    @Test func countsDoNotOverflow() {
        var histogram = CirconusHistogram()
        histogram.record(1, count: .max)
        histogram.record(1, count: 2)
        histogram.record(3, count: 0)
        #expect(histogram.texts == ["H[1.0e+00]=18446744073709551615"])
    }

    /// Every value lies in its bin, which is as wide as a unit of the second digit.
    @Test func valuesLieInTheirBins() throws {
        var random = SeededGenerator(seed: 5)
        for _ in 0..<5_000 {
            let value =
                Double.random(in: -1...1, using: &random)
                * Double(sign: .plus, exponent: Int.random(in: -60...60, using: &random), significand: 1)
            guard value != 0 else { continue }
            let bin = try #require(CirconusHistogram.bin(of: value))
            let bound = try #require(Double(bin.text))
            let next = try #require(Double("\(bin.digits < 0 ? -1 : 1)e\(bin.exponent - 1)")) + bound
            #expect(value.magnitude >= bound.magnitude)
            #expect(value.magnitude <= next.magnitude.nextUp.nextUp)
        }
    }
}
