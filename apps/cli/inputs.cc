// Recordings that the command line names, and the files that a verb writes for them.
#include "cli/inputs.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <iostream>
#include <iterator>

#include "audio/audio_folder.h"
#include "command/command.h"

namespace emovox::cli {
namespace {

namespace fs = std::filesystem;

Input problem(const std::string& name, const Error& error) {
  return {.name = name, .relative = {}, .problem = error};
}

Input recording(const fs::path& path, const fs::path& relative) {
  return {.name = path.string(), .relative = relative, .problem = std::nullopt};
}

void expand_folder(const std::string& folder, std::vector<Input>& inputs) {
  try {
    const audio::AudioFolder found = audio::find_audio_files(folder);
    for (const fs::path& file : found.files) {
      inputs.push_back(recording(file, file.lexically_relative(folder)));
    }
    for (const Error& unreadable : found.problems) inputs.push_back(problem(folder, unreadable));
    if (found.files.empty() && found.problems.empty()) {
      throw Error(ErrorCode::not_found, folder, "no audio in this folder",
                  "must hold .wav, .flac, .ogg, .opus, .mp3 or .aiff files");
    }
  } catch (const Error& error) {
    inputs.push_back(problem(folder, error));
  }
}

void expand_argument(const std::string& argument, std::vector<Input>& inputs) {
  std::error_code ignored;  // opening the file later reports the error
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
    std::error_code ignored;  // a file that cannot be examined cannot be opened
    if (!file || fs::is_directory(list, ignored)) {
      inputs.push_back(
          problem("@" + list, Error(ErrorCode::not_found, "@" + list, "cannot be read",
                                    "must be a text file with one path on each line")));
      return;
    }
    expand_lines(file, inputs);
  }
  if (inputs.size() == before) {
    inputs.push_back(problem("@" + list, Error(ErrorCode::not_found, "@" + list, "empty list",
                                               "must have one path on each line")));
  }
}

void check_standard_input(const std::vector<std::string>& arguments,
                          const std::vector<Input>& inputs) {
  const auto named = std::count(arguments.begin(), arguments.end(), "@-") +
                     std::count_if(inputs.begin(), inputs.end(),
                                   [](const Input& input) { return input.name == "-"; });
  if (named > 1) {
    throw Error(ErrorCode::invalid_argument, "-", "standard input is named more than once",
                "must be named once");
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

// --- Output paths --------------------------------------------------------------------------------

namespace {

namespace fs = std::filesystem;

bool is_single_file(const std::vector<Input>& inputs, const std::vector<std::string>& arguments,
                    const std::string& output) {
  std::error_code ignored;  // output_paths() reports it
  const bool folder = output.ends_with('/') || fs::is_directory(output, ignored);
  return !folder && inputs.size() == 1 && arguments.size() == 1 &&
         inputs.front().name == arguments.front();
}

// Whether `path` exists and is not a folder.
bool exists_as_file(const std::string& path) {
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (error && status.type() != fs::file_type::not_found) {
    throw Error(ErrorCode::io, path, error.message(), "must be a file or folder that can be read");
  }
  return fs::exists(status) && !fs::is_directory(status);
}

// The path of an input's file below the output folder.
fs::path path_below(const Input& input, const std::string& extension) {
  const fs::path name = input.name == "-" ? fs::path("standard_input") : input.relative;
  return fs::path(name).replace_extension(extension);
}

}  // namespace

std::map<std::string, fs::path> output_paths(const std::vector<Input>& inputs,
                                             const std::vector<std::string>& arguments,
                                             const std::string& output,
                                             const std::string& extension) {
  if (is_single_file(inputs, arguments, output)) return {{inputs.front().name, output}};
  if (exists_as_file(output)) {
    throw Error(ErrorCode::invalid_argument, "--output", output + " is a file",
                "must be a folder for several recordings");
  }
  std::map<std::string, fs::path> paths;
  std::map<fs::path, std::string> names;  // of the inputs
  for (const Input& input : inputs) {
    if (input.problem) continue;
    const fs::path path = output / path_below(input, extension);
    const auto [other, inserted] = names.emplace(path, input.name);
    if (!inserted && other->second != input.name) {
      throw Error(
          ErrorCode::invalid_argument, path.string(),
          "would hold both " + other->second + " and " + input.name,
          "must belong to one recording: name their common folder, or write them one by one");
    }
    paths[input.name] = path;
  }
  return paths;
}

void create_parent_folders(const fs::path& path) {
  std::error_code error;
  if (path.has_parent_path()) fs::create_directories(path.parent_path(), error);
  if (error) {
    throw Error(ErrorCode::io, path.parent_path().string(), error.message(),
                "must be a folder that can be created");
  }
}

}  // namespace emovox::cli
