// Reads and writes whole files. A reader of a file that is written here sees the old content or the
// new one, never a part: a full disk or a killed process does not damage the old file.
#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>

namespace emovox::text {

/// All bytes of a file. Throws not_found, io.
std::string read_file(const std::filesystem::path& path);

/// Whether there is a file or folder at `path`; false for a link to a missing file. Throws io if
/// the system cannot say: a loop of links, a folder without permission to search it.
bool file_exists(const std::filesystem::path& path);

/// Removes a file or an empty folder; a missing one is no error. Throws io.
void remove_file(const std::filesystem::path& path);

/// What a power cut may destroy: nothing, or the last file that was written, which readers must
/// then detect.
enum class Durability { on_disk, checked_by_readers };

/// Writes beside `path`, flushes to the disk and renames; a link is followed, a device or pipe is
/// written to directly. Throws io (or not_found where the folder does not exist).
void write_file_atomically(const std::filesystem::path& path, std::span<const std::byte> bytes,
                           Durability durability = Durability::on_disk);
void write_file_atomically(const std::filesystem::path& path, std::string_view text,
                           Durability durability = Durability::on_disk);

/// Whether a file of this name is one that write_file_atomically has not renamed yet.
bool is_unfinished(const std::filesystem::path& path);

/// Removes the unfinished files of processes that no longer run from a folder, as far as possible;
/// those of running processes stay. Call it before this process writes there.
void remove_leftovers(const std::filesystem::path& folder) noexcept;

}  // namespace emovox::text
