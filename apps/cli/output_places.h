// Where the files go that a verb makes of recordings: one file, or a folder that mirrors the
// inputs.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "cli/inputs.h"

namespace emovox::cli {

/// Input name → path to write. `output` is that path itself for one recording that was named by
/// its file; else, or when it is a folder or ends in '/', it is a folder. Throws invalid_argument
/// where two inputs would be written to one path, or several to what is a file.
std::map<std::string, std::filesystem::path> output_places(
    const std::vector<Input>& inputs, const std::vector<std::string>& arguments,
    const std::string& output, const std::string& extension);

/// Makes the folders above `path`. Throws io.
void make_folders_for(const std::filesystem::path& path);

}  // namespace emovox::cli
