// Makes a program's manual page and shell completions from its verbs and options.
#pragma once

#include <string>
#include <string_view>

namespace CLI {
class App;
}

namespace emovox::command {

/// `format` is man (a page in roff), bash, zsh or fish; `program` is the name of the command.
/// Throws invalid_argument for any other format.
std::string self_description(const CLI::App& app, std::string_view program,
                             std::string_view version, std::string_view format);

}  // namespace emovox::command
