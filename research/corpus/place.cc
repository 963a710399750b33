#include "corpus/place.h"

#include <system_error>

namespace emovox::corpus {
namespace {

namespace fs = std::filesystem;

fs::path full(const fs::path& path) {
  return path.empty() ? fs::current_path() : fs::absolute(path);
}

/// Links resolved as far as they can be.
fs::path resolved(const fs::path& path) {
  std::error_code error;
  const fs::path canonical = fs::weakly_canonical(full(path), error);
  return error ? full(path).lexically_normal() : canonical;
}

bool share_more_than_root(const fs::path& a, const fs::path& b) {
  const fs::path left = a.relative_path(), right = b.relative_path();
  return !left.empty() && !right.empty() && *left.begin() == *right.begin();
}

}  // namespace

std::string name_from(const fs::path& folder, const fs::path& file) {
  const fs::path inside = full(file).lexically_relative(full(folder));
  if (!inside.empty() && *inside.begin() != "..") return inside.lexically_normal().generic_string();
  // ".." climbs from where a link leads, so links are resolved; but of folders only: the file
  // itself may be a link into a store of nameless files.
  const fs::path from = resolved(folder);
  const fs::path holder = resolved(full(file).parent_path());
  if (!share_more_than_root(from, holder)) return (holder / file.filename()).generic_string();
  return (holder.lexically_relative(from) / file.filename()).lexically_normal().generic_string();
}

Renaming::Renaming(const Manifest& manifest, const fs::path& path)
    : manifest_(manifest),
      folder_(path.parent_path()),
      moves_(resolved(manifest.folder) != resolved(folder_)) {}

std::string Renaming::name_of(const Utterance& utterance) const {
  if (!moves_ || fs::path(utterance.file).is_absolute()) return utterance.file;
  return name_from(folder_, manifest_.path_of(utterance));
}

}  // namespace emovox::corpus
