// One function a corpus format, and what those that read a folder share.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "corpus/import.h"

namespace emovox::corpus {

Manifest import_emodb(const std::filesystem::path& source, const ImportOptions& options);
Manifest import_savee(const std::filesystem::path& source, const ImportOptions& options);
Manifest import_table(const std::filesystem::path& source, const ImportOptions& options);
Manifest import_folders(const std::filesystem::path& source, const ImportOptions& options);

/// What the path of a file below the corpus's folder tells, file name left to the caller; nothing
/// where it does not follow the corpus's pattern.
using NameReader = std::function<std::optional<Utterance>(const std::filesystem::path& below)>;

/// The audio of a folder and the folders in it, by name, hidden files left out: paths below
/// `folder`, sorted. Throws not_found, io, corrupt_data where there is none.
std::vector<std::filesystem::path> audio_below(const std::filesystem::path& folder);

/// Every audio file below `folder` as `read` understands it. Throws corrupt_data with the number of
/// names that it did not understand.
Manifest import_names(const std::filesystem::path& folder, std::string_view pattern,
                      const NameReader& read);

}  // namespace emovox::corpus
