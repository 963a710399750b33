// A zip archive of stored (uncompressed) entries: what .npz is.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace emovox::cli {

class ZipArchive {
 public:
  /// Throws unsupported past 4 GiB, where the plain format ends.
  void add(std::string_view name, std::string_view bytes);

  /// The archive's bytes; nothing may be added after.
  std::string finish();

 private:
  struct Entry {
    std::string name;
    std::uint32_t crc = 0;
    std::uint32_t size = 0;    // bytes
    std::uint32_t offset = 0;  // of its local header
  };

  std::string bytes_;
  std::vector<Entry> entries_;
};

}  // namespace emovox::cli
