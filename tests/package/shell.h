// Shell commands as a user of the package types them.
#pragma once

#include <filesystem>
#include <string>

namespace emovox::package {

struct Outcome {
  int status = -1;   // exit status
  std::string text;  // what the command printed, errors too
};

Outcome shell(const std::string& command);

/// A path as one word of a shell.
std::string quoted(const std::filesystem::path& path);

}  // namespace emovox::package
