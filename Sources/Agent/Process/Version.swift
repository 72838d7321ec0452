/// What `flagpost --version`, status, presence and metrics say.
package enum Version {
    package static let current = "0.1.0"
}
