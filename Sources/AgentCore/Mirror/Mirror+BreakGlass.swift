// What one person changed alone, and what brings it back by itself: agents tell everybody who watches them.

import FlagModel
package import FlagStore

extension Mirror {
    /// Takes what falls due.
    ///
    /// - Returns: what has been changed by one person alone since the last time.
    mutating func takeSchedules(_ load: StoreLoad) -> [Schedule] {
        let known = Set(schedules.map(\.id))
        schedules = load.schedules
        return schedules.filter { $0.purpose == .breakGlass && !known.contains($0.id) }
    }

    /// Features that one person has changed alone -> when that goes back, Unix milliseconds by the store's clock.
    /// Documents that are no features stand as `kind/key`.
    package var changedAlone: [String: Int64] {
        var ends: [String: Int64] = [:]
        for schedule in schedules where schedule.purpose == .breakGlass {
            for name in schedule.subjects { ends[name] = max(ends[name] ?? schedule.at, schedule.at) }
        }
        return ends
    }
}

extension Schedule {
    /// What it concerns, as metrics and logs name it.
    package var subjects: Set<String> {
        Set(changes.map { $0.id.kind == DocumentKind.feature.rawValue ? $0.id.key : $0.id.description })
            .union(operations.map(\.key))
    }
}
