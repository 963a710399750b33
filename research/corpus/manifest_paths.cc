#include "corpus/manifest_paths.h"

#include <system_error>

#include "emovox/error.h"

namespace emovox::corpus {
namespace {

namespace fs = std::filesystem;

fs::path full_path(const fs::path& path) {
  if (path.is_absolute()) return path;
  std::error_code error;
  const fs::path working_folder = fs::current_path(error);
  if (!error) return path.empty() ? working_folder : working_folder / path;
  throw Error(ErrorCode::io, path.empty() ? "." : path.string(),
              "the working folder cannot be found (" + error.message() + ")",
              "must be run from a folder that exists");
}

/// The path with its links resolved, as far as possible.
fs::path resolved(const fs::path& path) {
  const fs::path full = full_path(path);
  std::error_code error;
  const fs::path canonical = fs::weakly_canonical(full, error);
  return error ? full.lexically_normal() : canonical;
}

bool share_more_than_root(const fs::path& a, const fs::path& b) {
  const fs::path left = a.relative_path(), right = b.relative_path();
  return !left.empty() && !right.empty() && *left.begin() == *right.begin();
}

}  // namespace

std::string relative_name(const fs::path& folder, const fs::path& file) {
  const fs::path inside = full_path(file).lexically_relative(full_path(folder));
  if (!inside.empty() && *inside.begin() != "..") return inside.lexically_normal().generic_string();
  // ".." starts at the target of a link, so links of folders are resolved. The last part of the
  // path is kept, because it may be a link to a file without a meaningful name.
  const fs::path from = resolved(folder);
  const fs::path holder = resolved(full_path(file).parent_path());
  if (!share_more_than_root(from, holder)) return (holder / file.filename()).generic_string();
  return (holder.lexically_relative(from) / file.filename()).lexically_normal().generic_string();
}

ManifestPaths::ManifestPaths(const Manifest& manifest, const fs::path& path)
    : manifest_(manifest),
      folder_(path.parent_path()),
      moves_(resolved(manifest.folder) != resolved(folder_)) {}

std::string ManifestPaths::name_of(const Utterance& utterance) const {
  if (!moves_ || fs::path(utterance.file).is_absolute()) return utterance.file;
  return relative_name(folder_, manifest_.path_of(utterance));
}

}  // namespace emovox::corpus
