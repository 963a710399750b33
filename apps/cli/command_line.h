// The command line of `emovox`.
#pragma once

namespace emovox::cli {

/// Parses the command line, runs the verb and returns the exit status. Passes the verbs of training
/// on to `emovox-train`. Throws emovox::Error. To be called once, before other threads run.
int run(int argc, char** argv);

}  // namespace emovox::cli
