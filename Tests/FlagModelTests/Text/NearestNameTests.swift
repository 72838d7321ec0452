import Testing

@testable import FlagModel

@Suite struct NearestNameTests {
    @Test(arguments: [("", "", 0), ("a", "", 1), ("modle", "model", 1), ("kitten", "sitting", 3), ("ab", "ba", 1)])
    func `counts edits`(left: String, right: String, distance: Int) {
        #expect(NearestName.distance(left, right) == distance)
        #expect(NearestName.distance(right, left) == distance)
    }

    @Test func `suggests a slip of the pen, else what there is`() {
        #expect(NearestName.hint(for: "stabel", among: ["canary", "stable"]) == #"did you mean "stable"?"#)
        #expect(NearestName.hint(for: "cheap", among: ["canary", "stable"]) == "one of canary, stable")
        #expect(NearestName.hint(for: "x", among: []) == nil)
        let many = (10..<40).map { "variant-number-\($0)" }
        #expect(NearestName.hint(for: "x", among: many)?.hasSuffix("variant-number-29, …") == true)
    }
}
