import Testing

@testable import Telemetry

@Suite struct DuplicateFilterTests {
    @Test func `the last calls of a reporter are known, and its memory is bounded`() {
        var filter = DuplicateFilter(limit: 80)
        #expect(filter.share == 10)
        for call: UInt64 in 0..<1_000 {
            let isNew = filter.insert(call, of: 1)
            #expect(isNew)
        }
        #expect(filter.count <= 20)
        for call: UInt64 in 990..<1_000 {
            let isNew = filter.insert(call, of: 1)
            #expect(!isNew)
        }
    }

    @Test func `an id that another reporter used is new`() {
        var filter = DuplicateFilter()
        for reporter: UInt128 in 1...3 {
            let first = filter.insert(7, of: reporter)
            let second = filter.insert(7, of: reporter)
            #expect(first && !second)
        }
        filter.forget(2)
        #expect(filter.count == 2)
        let isNew = filter.insert(7, of: 2)
        #expect(isNew)
    }

    @Test func `a whole batch that is sent again is known`() {
        var filter = DuplicateFilter()
        for call: UInt64 in 0..<10_000 { _ = filter.insert(call, of: 1) }
        let known = (0..<10_000 as Range<UInt64>).filter { !filter.insert($0, of: 1) }
        #expect(known.count == 10_000)
    }

    @Test func `reporters with very many ids push out their own, and keep within the limit`() {
        var filter = DuplicateFilter()
        for call: UInt64 in 0..<100 { _ = filter.insert(call, of: 1) }
        for reporter: UInt128 in 2...40 {
            for call: UInt64 in 0..<40_000 { _ = filter.insert(call, of: reporter) }
            #expect(filter.count <= filter.limit)
        }
        #expect(filter.reporters.values.reduce(0) { $0 + $1.count } == filter.count)
        let forgotten = (0..<100 as Range<UInt64>).filter { filter.insert($0, of: 1) }
        #expect(forgotten.isEmpty)
    }

    @Test func `very many reporters find room as well`() {
        var filter = DuplicateFilter(limit: 100)
        for reporter: UInt128 in 1...1_000 {
            let isNew = filter.insert(1, of: reporter)
            #expect(isNew && filter.count <= 100)
        }
        #expect(filter.reporters.count == filter.count)
    }
}
