// Files that are read and written whole. A reader of what is written here sees the old file or the
// new one, never half of one: a full disk or a kill harms nothing that was there before.
#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>

namespace emovox::text {

/// All bytes of a file. Throws not_found, io.
std::string read_file(const std::filesystem::path& path);

/// Whether there is a file or folder at `path`; not where a link leads nowhere. Throws io where the
/// system cannot tell: a loop of links, a folder that may not be searched.
bool file_exists(const std::filesystem::path& path);

/// Removes a file or an empty folder; nothing to remove is no error. Throws io.
void remove_file(const std::filesystem::path& path);

/// What a power cut may take: nothing, or what was written last, which readers then have to notice.
enum class Durability { on_disk, checked_by_readers };

/// Writes beside `path`, flushes to the disk and renames; a link is followed, a device or pipe is
/// written to directly. Throws io (or not_found where the folder does not exist).
void write_file_atomically(const std::filesystem::path& path, std::span<const std::byte> bytes,
                           Durability durability = Durability::on_disk);
void write_file_atomically(const std::filesystem::path& path, std::string_view text,
                           Durability durability = Durability::on_disk);

/// Whether a file of this name is one that write_file_atomically has not renamed yet.
bool is_unfinished(const std::filesystem::path& path);

/// Removes the unfinished files of processes that are no more from a folder, as far as they can be;
/// those of others stay. To be called before this process writes there.
void remove_leftovers(const std::filesystem::path& folder) noexcept;

}  // namespace emovox::text
