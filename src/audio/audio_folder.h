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

/// Whether a file's name has the ending of an audio format, in any case: ".wav", ".FLAC".
bool has_audio_extension(const std::filesystem::path& path);

/// Every audio file (by its ending) in the folder and its subfolders. Hidden files and folders
/// (".name") are skipped; so are links to missing files. A link to a file counts as that file, a
/// link to a folder is not followed. A subfolder that cannot be read is a problem, and the rest is
/// kept. Throws not_found, invalid_argument (`folder` is not a folder), io (it cannot be read).
AudioFolder find_audio_files(const std::filesystem::path& folder);

}  // namespace emovox::audio
