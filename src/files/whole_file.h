// Files that are read and written whole. A reader of what is written here sees the old file or the
// new one, never half of one: a full disk or a kill harms nothing that was there before.
#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>

namespace emovox::files {

/// All bytes of a file. Throws not_found, io.
std::string read_file(const std::filesystem::path& path);

/// Writes beside `path`, flushes to the disk and renames; a link is followed, a device or pipe is
/// written to directly. Throws io (or not_found where the folder does not exist).
void write_file_atomically(const std::filesystem::path& path, std::span<const std::byte> bytes);
void write_file_atomically(const std::filesystem::path& path, std::string_view text);

}  // namespace emovox::files
