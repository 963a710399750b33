// A program's manual page and shell completions, made of the verbs and options that it declares.
#pragma once

#include <string>
#include <string_view>

namespace CLI {
class App;
}

namespace emovox::command {

/// `format` is man (a page in roff), bash, zsh or fish; `program` is the name that it is called by.
/// Throws invalid_argument for any other format.
std::string self_description(const CLI::App& app, std::string_view program,
                             std::string_view version, std::string_view format);

}  // namespace emovox::command
