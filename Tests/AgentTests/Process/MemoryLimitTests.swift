import Testing

@testable import Agent

@Suite struct MemoryLimitTests {
    private func limit(_ files: [String: String]) -> Int? { MemoryLimit.ofProcess { files[$0] } }

    @Test func `the second version's groups: the least of the own one and all above it`() {
        let files = [
            "/proc/self/cgroup": "0::/system.slice/flagpost.service\n",
            "/sys/fs/cgroup/system.slice/memory.max": "900\n",
            "/sys/fs/cgroup/system.slice/flagpost.service/memory.max": "500\n",
        ]
        #expect(limit(files) == 500)
        #expect(limit(files.merging(["/sys/fs/cgroup/system.slice/memory.max": "300\n"]) { $1 }) == 300)
        #expect(
            limit(files.merging(["/sys/fs/cgroup/system.slice/flagpost.service/memory.max": "max\n"]) { $1 }) == 900)
    }

    @Test func `the first version's groups, and a container's root where its path is the host's`() {
        let groups = "5:devices:/\n4:cpu,memory:/kubepods/pod1\n0::/\n"
        let own = "/sys/fs/cgroup/memory/kubepods/pod1/memory.limit_in_bytes"
        #expect(limit(["/proc/self/cgroup": groups, own: "160\n"]) == 160)
        #expect(limit(["/proc/self/cgroup": groups, "/sys/fs/cgroup/memory/memory.limit_in_bytes": "170\n"]) == 170)
        #expect(limit(["/proc/self/cgroup": groups, own: "9223372036854771712\n"]) == nil)
    }

    @Test(arguments: ["", "nothing", "0::/gone", "1:memory"])
    func `where nobody says there is none`(groups: String) {
        #expect(limit(["/proc/self/cgroup": groups]) == nil)
    }

    @Test func `without proc there is none`() { #expect(limit([:]) == nil) }
}
