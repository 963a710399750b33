// Format of a file: magic, key, number of frames, dimensions of every set (0 if not requested),
// their values row by row, and the XXH3-128 of all these bytes. Numbers have this machine's byte
// order; another byte order has another magic.
#include "training/feature_cache.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>
#include <type_traits>
#include <utility>

#include "corpus/checksum.h"
#include "emovox/error.h"
#include "text/whole_file.h"

namespace emovox::training {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kMagic =
    std::endian::native == std::endian::little ? "emovoxF2" : "2Fxovome";
/// Frames, and the dimensions of every set.
using Shape = std::array<std::uint64_t, 1 + kFeatureSets.size()>;
constexpr std::size_t kShape = sizeof(Shape);
constexpr std::size_t kHeader = kMagic.size() + corpus::kHashDigits + kShape;  // bytes

template <class T>
void add_value(corpus::Hash& hash, const T& value) {
  static_assert(std::is_arithmetic_v<T> || std::is_enum_v<T>, "its bytes must be its value");
  hash.add(std::as_bytes(std::span(&value, 1)));
}

/// One second of noise and a gliding buzz that grow from silence to full scale, so that every band,
/// floor, roll-off and pitch influences the features.
Audio test_signal(int sample_rate) {
  Audio audio;
  audio.sample_rate = sample_rate;
  audio.samples.resize(static_cast<std::size_t>(sample_rate));
  std::uint32_t state = 1;
  float loudness = 1e-6f;
  float period = 0.0f;                                                 // phase of the buzz, 0 to 1
  const float swell = 1.0f + 14.0f / static_cast<float>(sample_rate);  // about e^14 in the second
  for (float& sample : audio.samples) {
    state = state * 1664525u + 1013904223u;
    const float noise = static_cast<float>(state >> 8) * 0x1.0p-23f - 1.0f;
    sample = loudness * (0.3f * noise + 0.7f * (2.0f * period - 1.0f));
    period += 100.0f * (2.0f + loudness) / static_cast<float>(sample_rate);
    period -= std::floor(period);
    loudness = std::min(1.0f, loudness * swell);
  }
  return audio;
}

std::string digest_of(const Features& features) {
  corpus::Hash hash;
  for (const FeatureSet set : kFeatureSets) {
    hash.add(std::as_bytes(std::span(features[set].values)));
  }
  return hash.hex();
}

void append_bytes(std::string& bytes, std::span<const std::byte> more) {
  bytes.append(reinterpret_cast<const char*>(more.data()), more.size());
}

std::string serialise(const std::string& key, const Features& features) {
  Shape shape{features.frames()};
  for (std::size_t s = 0; s < kFeatureSets.size(); ++s) {
    shape[1 + s] = features[kFeatureSets[s]].dims;
  }
  std::string bytes(kMagic);
  bytes += key;
  append_bytes(bytes, std::as_bytes(std::span(shape)));
  for (const FeatureSet set : kFeatureSets) {
    append_bytes(bytes, std::as_bytes(std::span(features[set].values)));
  }
  return bytes + corpus::hash_bytes(bytes);
}

/// Removes the next `frames` rows from the front of `bytes` and returns them.
FrameMatrix take_matrix(std::string_view& bytes, std::size_t frames, std::size_t dims) {
  FrameMatrix matrix{std::vector<float>(frames * dims), frames, dims};
  const std::size_t size = matrix.values.size() * sizeof(float);
  std::memcpy(matrix.values.data(), bytes.data(), size);
  bytes.remove_prefix(size);
  return matrix;
}

/// The features; nothing unless the bytes are exactly the output of serialise() for this key.
std::optional<Features> parse(std::string_view bytes, const std::string& key,
                              const FeatureOptions& options) {
  if (bytes.size() < kHeader + corpus::kHashDigits) return std::nullopt;
  const std::string_view body = bytes.substr(0, bytes.size() - corpus::kHashDigits);
  if (!body.starts_with(kMagic) || body.substr(kMagic.size(), corpus::kHashDigits) != key)
    return std::nullopt;
  if (corpus::hash_bytes(body) != bytes.substr(body.size())) return std::nullopt;
  Shape shape;
  std::memcpy(shape.data(), body.data() + kMagic.size() + corpus::kHashDigits, kShape);
  std::size_t dims = 0;
  for (std::size_t s = 0; s < kFeatureSets.size(); ++s) {
    if (shape[1 + s] != 0 && shape[1 + s] != feature_dims(kFeatureSets[s], options)) {
      return std::nullopt;
    }
    dims += shape[1 + s];
  }
  std::string_view values = body.substr(kHeader);
  const std::size_t row = dims * sizeof(float);
  if (row == 0 || values.size() % row != 0 || values.size() / row != shape[0]) return std::nullopt;
  Features features;
  for (std::size_t s = 0; s < kFeatureSets.size(); ++s) {
    if (shape[1 + s] > 0) features[kFeatureSets[s]] = take_matrix(values, shape[0], shape[1 + s]);
  }
  return features;
}

}  // namespace

FeatureCache::FeatureCache(fs::path folder, const FeatureOptions& options,
                           std::span<const FeatureSet> sets)
    : folder_(std::move(folder)),
      options_(options),
      tables_(options),
      sets_(sets.begin(), sets.end()) {
  validate(options_, sets_);
  std::ranges::sort(sets_);
  if (!folder_.empty()) text::remove_leftovers(folder_);
}

std::string FeatureCache::front_end_at(int sample_rate) {
  const std::lock_guard lock(mutex_);
  std::string& front_end = front_ends_[sample_rate];
  if (front_end.empty()) {
    front_end = digest_of(extract_features(test_signal(sample_rate), tables_, sets_));
  }
  return front_end;
}

std::string FeatureCache::key_of(const Audio& audio) {
  corpus::Hash hash;
  hash.add_text(front_end_at(audio.sample_rate));
  FeatureOptions::visit_fields(options_,
                               [&](std::string_view name, const auto& value, const FieldInfo&) {
                                 hash.add_text(name);
                                 add_value(hash, value);
                               });
  for (const FeatureSet set : sets_) hash.add_text(to_name(set));
  add_value(hash, audio.sample_rate);
  hash.add(std::as_bytes(std::span(audio.samples)));
  return hash.hex();
}

fs::path FeatureCache::path_of(const Audio& audio) {
  return folder_ / (key_of(audio) + ".features");
}

Features FeatureCache::features_of(const Audio& audio) {
  if (folder_.empty() || audio.sample_rate <= 0) return extract_features(audio, tables_, sets_);
  const std::string key = key_of(audio);
  const fs::path path = folder_ / (key + ".features");
  if (auto found = read(path, key, audio)) {
    ++found_;
    return *std::move(found);
  }
  Features features = extract_features(audio, tables_, sets_);
  write(path, key, features);
  return features;
}

std::optional<Features> FeatureCache::read(const fs::path& path, const std::string& key,
                                           const Audio& audio) const {
  std::error_code error;
  if (!fs::is_regular_file(path, error)) return std::nullopt;
  const double frames = 2.0 + audio.duration() * options_.sample_rate / options_.hop_length;
  double dims = 0.0;
  for (const FeatureSet set : kFeatureSets) {
    dims += static_cast<double>(feature_dims(set, options_));
  }
  const double most =
      kHeader + corpus::kHashDigits + frames * dims * sizeof(float);  // bytes of a valid file
  if (static_cast<double>(fs::file_size(path, error)) > most) return std::nullopt;
  try {
    return parse(text::read_file(path), key, options_);
  } catch (const Error&) {
    return std::nullopt;
  }
}

/// A failure to store is not an error: the features are computed again the next time.
void FeatureCache::write(const fs::path& path, const std::string& key, const Features& features) {
  std::string failure;
  try {
    if (fs::create_directories(folder_)) fs::permissions(folder_, fs::perms::owner_all);
    text::write_file_atomically(path, serialise(key, features),
                                text::Durability::checked_by_readers);
    return;
  } catch (const Error& error) {
    failure = error.what();
  } catch (const fs::filesystem_error& error) {
    failure = folder_.string() + ": " + error.code().message();
  }
  const std::lock_guard lock(mutex_);
  if (obstacle_.empty()) obstacle_ = failure;
}

std::string FeatureCache::obstacle() const {
  const std::lock_guard lock(mutex_);
  return obstacle_;
}

}  // namespace emovox::training
