import Testing

@testable import FlagModel

@Suite struct VersionRangeTests {
    @Test(arguments: [
        (">=2.1.0", ">=", "2.1.0"), ("= 1", "=", "1"), ("!=v1.2", "!=", "v1.2"), ("^0.3.1-rc.1", "^", "0.3.1-rc.1"),
        ("~10.20", "~", "10.20"), ("<1.0.0--0a", "<", "1.0.0--0a"),
    ])
    func `is a comparison and a version`(text: String, comparison: String, version: String) {
        #expect(VersionRange(text)?.comparison == comparison)
        #expect(VersionRange(text)?.version == version)
    }

    @Test(arguments: [
        "", ">=", "1.2.3", "=>1", "==1", ">= ", ">=  1", ">=1.2.3.4", ">=1..2", ">=1.", ">=a", ">=01", ">=1.2-rc",
        ">=1.2.3-",
        ">=1.2.3-01", ">=1.2.3-a..b", ">=1.2.3+build", ">=1.2.3-é", ">=1234567890", ">=-1",
    ])
    func `anything else is none`(text: String) {
        #expect(VersionRange(text) == nil)
    }
}
