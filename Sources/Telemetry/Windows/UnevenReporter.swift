/// A user whose reports of a feature carry weights too far apart to be judged together.
package struct UnevenReporter: Sendable, Equatable {
    package var feature: String
    package var user: UInt32
}
