/// What the command line may say; every option takes a value.
struct Options: Sendable {
    var hostDays = 100
    var hosts = 8
    var rates: [Double] = [1, 5, 20, 100]
    var runs = 500
    /// How often a second the guards are judged.
    var looks: UInt64 = 1
    var seed: UInt64 = 1
    var cores = 2

    struct Failure: Error, CustomStringConvertible {
        var description: String
    }

    init(_ arguments: [String]) throws(Failure) {
        var rest = arguments[...]
        while let name = rest.popFirst() {
            guard let value = rest.popFirst() else { throw Failure(description: "\(name): a value is missing") }
            switch name {
            case "--host-days": hostDays = try Self.count(name, value)
            case "--hosts": hosts = try Self.count(name, value)
            case "--runs": runs = try Self.count(name, value)
            case "--looks": looks = UInt64(try Self.count(name, value))
            case "--seed": seed = UInt64(try Self.count(name, value))
            case "--cores": cores = try Self.count(name, value)
            case "--rates":
                rates = value.split(separator: ",").compactMap { Double($0) }
                guard !rates.isEmpty, rates.allSatisfy({ $0 > 0 && $0 <= 1_000 }) else {
                    throw Failure(description: "--rates: should be calls per second up to 1000, such as 1,5,20")
                }
            default:
                throw Failure(
                    description:
                        "\(name): unknown; --host-days, --hosts, --looks, --rates, --runs, --seed, --cores are known")
            }
        }
    }

    private static func count(_ name: String, _ value: String) throws(Failure) -> Int {
        guard let count = Int(value), count > 0 else {
            throw Failure(description: "\(name): should be a whole number above 0")
        }
        return count
    }
}
