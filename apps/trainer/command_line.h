// The command line of `emovox-train`.
#pragma once

namespace emovox::trainer {

/// Parses the command line, runs the verb and returns the exit status. Throws emovox::Error.
int run(int argc, char** argv);

}  // namespace emovox::trainer
