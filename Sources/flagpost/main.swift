// The executable: everything is in `Commands`, so that tests and other front ends can call it.

import Commands

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

exit(await CommandLineTool.run(Array(CommandLine.arguments.dropFirst())))
