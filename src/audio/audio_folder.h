// The audio files in a folder and in the folders below it.
#pragma once

#include <filesystem>
#include <vector>

#include "emovox/error.h"

namespace emovox::audio {

/// What a folder holds.
struct AudioFolder {
  std::vector<std::filesystem::path> files;  // below the folder, sorted by their names as text
  std::vector<Error> problems;               // of subfolders that could not be read; empty: none
};

/// Whether a file's name ends as the name of an audio file does, in capitals too: ".wav", ".FLAC".
bool has_audio_extension(const std::filesystem::path& path);

/// Every audio file at any depth, by its name's ending. Hidden files and folders (".name") are
/// passed over; so are links that lead nowhere. A link to a file counts as that file, a link to a
/// folder is not followed. A subfolder that cannot be read is a problem, and the rest is kept.
/// Throws not_found, invalid_argument where `folder` is no folder, io where it cannot be read.
AudioFolder find_audio_files(const std::filesystem::path& folder);

}  // namespace emovox::audio
