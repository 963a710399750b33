// What stands on the command line → recordings.
#include "cli/inputs.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <fstream>
#include <iostream>
#include <iterator>

#include "command/command.h"

namespace emovox::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::array kExtensions{".wav", ".wave", ".flac", ".ogg", ".oga", ".opus", ".mp3", ".aiff",
                                 ".aif", ".aifc", ".au",   ".snd", ".w64", ".rf64", ".caf"};

bool is_audio_name(const fs::path& path) {
  std::string extension = path.extension().string();
  std::transform(extension.begin(), extension.end(), extension.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return std::find(kExtensions.begin(), kExtensions.end(), extension) != kExtensions.end();
}

Input problem(const std::string& name, ErrorCode code, std::string_view was,
              std::string_view must_be) {
  return {.name = name, .relative = {}, .problem = Error(code, name, was, must_be)};
}

Input recording(const fs::path& path, const fs::path& relative) {
  return {.name = path.string(), .relative = relative, .problem = std::nullopt};
}

// Audio files at any depth; throws filesystem_error on a folder that cannot be read.
std::vector<fs::path> audio_files_below(const fs::path& folder) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    std::error_code ignored;  // a link that leads nowhere is no recording
    if (is_audio_name(entry.path()) && entry.is_regular_file(ignored))
      files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

void expand_folder(const std::string& folder, std::vector<Input>& inputs) {
  try {
    const auto files = audio_files_below(folder);
    for (const fs::path& file : files) {
      inputs.push_back(recording(file, file.lexically_relative(folder)));
    }
    if (files.empty()) {
      inputs.push_back(problem(folder, ErrorCode::not_found, "no audio in this folder",
                               "must hold .wav, .flac, .ogg, .opus, .mp3 or .aiff files"));
    }
  } catch (const fs::filesystem_error& error) {
    inputs.push_back(problem(folder, ErrorCode::io, error.code().message(), "must be readable"));
  }
}

void expand_argument(const std::string& argument, std::vector<Input>& inputs) {
  std::error_code ignored;  // what is no folder is opened as a file, and that says what is wrong
  if (argument != "-" && fs::is_directory(argument, ignored)) {
    expand_folder(argument, inputs);
  } else {
    inputs.push_back(recording(argument, fs::path(argument).filename()));
  }
}

void expand_lines(std::istream& lines, std::vector<Input>& inputs) {
  for (std::string line; std::getline(lines, line);) {
    if (line.ends_with('\r')) line.pop_back();
    if (!line.empty()) expand_argument(line, inputs);
  }
}

void expand_list(const std::string& list, std::vector<Input>& inputs) {
  const std::size_t before = inputs.size();
  if (list == "-") {
    expand_lines(std::cin, inputs);
  } else {
    std::ifstream file(list);
    if (!file || fs::is_directory(list)) {
      inputs.push_back(problem("@" + list, ErrorCode::not_found, "cannot be read",
                               "must name a text file with a path a line"));
      return;
    }
    expand_lines(file, inputs);
  }
  if (inputs.size() == before) {
    inputs.push_back(
        problem("@" + list, ErrorCode::not_found, "empty list", "must name a path a line"));
  }
}

void check_standard_input(const std::vector<std::string>& arguments,
                          const std::vector<Input>& inputs) {
  const auto named = std::count(arguments.begin(), arguments.end(), "@-") +
                     std::count_if(inputs.begin(), inputs.end(),
                                   [](const Input& input) { return input.name == "-"; });
  if (named > 1) {
    throw Error(ErrorCode::invalid_argument, "-", "standard input is named more than once",
                "must be read once");
  }
}

std::vector<std::byte> read_standard_input() {
  std::vector<std::byte> bytes;
  std::array<char, 1 << 16> block;
  while (std::cin.read(block.data(), block.size()), std::cin.gcount() > 0) {
    const auto* begin = reinterpret_cast<const std::byte*>(block.data());
    bytes.insert(bytes.end(), begin, begin + std::cin.gcount());
  }
  return bytes;
}

}  // namespace

std::vector<Input> expand_inputs(const std::vector<std::string>& arguments) {
  std::vector<Input> inputs;
  for (const std::string& argument : arguments) {
    if (argument.size() > 1 && argument.front() == '@') {
      expand_list(argument.substr(1), inputs);
    } else {
      expand_argument(argument, inputs);
    }
  }
  check_standard_input(arguments, inputs);
  return inputs;
}

AudioReader open_input(const Input& input, const AudioOptions& options) {
  if (input.name != "-") return AudioReader::open(input.name, options);
  return AudioReader::from_memory(read_standard_input(), options, "standard input");
}

void Failures::add(const Error& error) {
  command::report("emovox", error.what());
  statuses_.insert(command::exit_status(error.code()));
  ++count_;
}

int Failures::status(std::size_t inputs) const {
  if (count_ == 0) return command::kSuccess;
  if (count_ < inputs) return command::kPartial;
  return statuses_.size() == 1 ? *statuses_.begin() : command::kDataError;
}

}  // namespace emovox::cli
