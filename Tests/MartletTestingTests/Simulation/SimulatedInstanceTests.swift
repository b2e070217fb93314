import Testing

@testable import MartletTesting

struct SimulatedInstanceTests {
    @Test func worksOnSoManyAndQueuesTheRest() {
        var instance = SimulatedInstance(workers: 2)
        let begun = (1...5).map { instance.arrive($0) }
        #expect(begun == [true, true, false, false, false])
        let answer1 = instance.next()
        #expect(answer1 == 3)
        let answer2 = instance.next()
        #expect(answer2 == 4)
        let answer3 = instance.arrive(6)
        #expect(!answer3)
        let answer4 = instance.next()
        #expect(answer4 == 5)
        let answer5 = instance.next()
        #expect(answer5 == 6)
        let answer6 = instance.next()
        #expect(answer6 == nil)
        instance.rest()
        let answer7 = instance.arrive(7)
        #expect(answer7)
        let answer8 = instance.arrive(8)
        #expect(!answer8)
    }
}
