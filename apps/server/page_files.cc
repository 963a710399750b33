#include "server/page_files.h"

#include <algorithm>

#include "server/embedded_files.h"  // written by embed.cmake

namespace emovox::server {
namespace {

std::string_view bytes(const char* begin, const char* end) {
  return {begin, static_cast<std::size_t>(end - begin)};
}

constexpr std::string_view type_of(std::string_view name) {
  if (name.ends_with(".html")) return "text/html; charset=utf-8";
  if (name.ends_with(".js")) return "text/javascript; charset=utf-8";
  if (name.ends_with(".css")) return "text/css; charset=utf-8";
  if (name.ends_with(".svg")) return "image/svg+xml";
  return "application/octet-stream";
}

#define EMOVOX_PAGE_FILE(label, name, tag) \
  PageFile{name, type_of(name), bytes(emovox_##label##_begin, emovox_##label##_end), tag},
const PageFile kFiles[] = {EMOVOX_PAGE_FILES};
#undef EMOVOX_PAGE_FILE

}  // namespace

std::span<const PageFile> page_files() noexcept { return kFiles; }

const PageFile* find_page_file(std::string_view path) noexcept {
  const std::string_view name = path == "/" ? "index.html" : path.substr(1);
  const auto* file = std::ranges::find(kFiles, name, &PageFile::name);
  return file == std::end(kFiles) ? nullptr : file;
}

std::string_view openapi_text() noexcept {
  return bytes(emovox_openapi_json_begin, emovox_openapi_json_end);
}

}  // namespace emovox::server
