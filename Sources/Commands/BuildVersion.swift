/// What `flagpost --version` answers.
package enum BuildVersion {
    package static let current = "0.1.0"
}
