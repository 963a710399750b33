// Where the files go that a verb makes of recordings.
#include "cli/output_places.h"

namespace emovox::cli {
namespace {

namespace fs = std::filesystem;

bool is_single_file(const std::vector<Input>& inputs, const std::vector<std::string>& arguments,
                    const std::string& output) {
  std::error_code ignored;  // what cannot be looked at is no folder
  const bool folder = output.ends_with('/') || fs::is_directory(output, ignored);
  return !folder && inputs.size() == 1 && arguments.size() == 1 &&
         inputs.front().name == arguments.front();
}

fs::path below(const Input& input, const std::string& extension) {
  const fs::path name = input.name == "-" ? fs::path("standard_input") : input.relative;
  return fs::path(name).replace_extension(extension);
}

}  // namespace

std::map<std::string, fs::path> output_places(const std::vector<Input>& inputs,
                                              const std::vector<std::string>& arguments,
                                              const std::string& output,
                                              const std::string& extension) {
  if (is_single_file(inputs, arguments, output)) return {{inputs.front().name, output}};
  if (fs::exists(output) && !fs::is_directory(output)) {
    throw Error(ErrorCode::invalid_argument, "--output", output + " is a file",
                "must be a folder for several recordings");
  }
  std::map<std::string, fs::path> places;
  std::map<fs::path, std::string> taken;
  for (const Input& input : inputs) {
    if (input.problem) continue;
    const fs::path place = output / below(input, extension);
    const auto [other, fresh] = taken.emplace(place, input.name);
    if (!fresh && other->second != input.name) {
      throw Error(ErrorCode::invalid_argument, place.string(),
                  "would hold both " + other->second + " and " + input.name,
                  "must be one recording's: name their common folder, or write them one by one");
    }
    places[input.name] = place;
  }
  return places;
}

void make_folders_for(const fs::path& path) {
  std::error_code error;
  if (path.has_parent_path()) fs::create_directories(path.parent_path(), error);
  if (error) {
    throw Error(ErrorCode::io, path.parent_path().string(), error.message(),
                "must be a folder that can be made");
  }
}

}  // namespace emovox::cli
