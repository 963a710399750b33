// The safetensors container. Every number of the header is checked against the bytes of the file
// before use.
#include "text/safetensors.h"

#include <algorithm>
#include <cstdint>

#include "emovox/error.h"
#include "text/json_text.h"
#include "text/options_json.h"

namespace emovox::text {
namespace {

constexpr std::size_t kLengthBytes = 8;
constexpr std::size_t kAlignment = 8;  // bytes
constexpr const char* kMetadata = "__metadata__";

[[noreturn]] void corrupt(std::string_view where, const std::string& was,
                          const std::string& must_be) {
  throw Error(ErrorCode::corrupt_data, where, was, must_be);
}

[[noreturn]] void not_a_file(std::string_view where, const std::string& was,
                             const SafetensorsRules& rules) {
  corrupt(where, was, "must be " + std::string(rules.kind));
}

std::size_t read_size(const Json& value, std::string_view where, const std::string& key) {
  if (!value.is_number_unsigned())
    text::JsonReader::of_file(where).refuse(value, key, "a whole number from 0");
  return static_cast<std::size_t>(value.get<std::uint64_t>());
}

/// The number of bytes of a tensor of this shape, or some number above `limit` if it is larger.
std::size_t byte_size(const TensorPlace& place, std::size_t limit) {
  std::size_t count = 1;
  for (std::size_t size : place.shape) {
    if (size != 0 && count > limit / size) return limit + 1;
    count *= size;
  }
  const std::size_t each = size_of(place.type);
  return count > limit / each ? limit + 1 : count * each;
}

NumberType read_type(const Json& entry, const SafetensorsRules& rules, std::string_view where,
                     const std::string& name) {
  JsonReader::of_file(where).require_object(entry, "tensor " + name);
  for (const char* key : {"dtype", "shape", "data_offsets"}) {
    if (!entry.contains(key)) corrupt(where, "tensor " + name + " has no " + key, "must have one");
  }
  if (entry.size() != 3) corrupt(where, "tensor " + name + " has more keys", "must have three");
  if (entry["dtype"] == "F32") return NumberType::float32;
  if (rules.half && entry["dtype"] == "F16") return NumberType::float16;
  throw Error(ErrorCode::unsupported, where,
              "tensor " + name + (rules.half ? " is neither F32 nor F16" : " is not of type F32"),
              rules.half ? "must be F32 or F16" : "must be F32");
}

TensorPlace read_place(const Json& entry, std::size_t data_size, const SafetensorsRules& rules,
                       std::string_view where, const std::string& name) {
  TensorPlace place;
  place.type = read_type(entry, rules, where, name);
  const Json& shape = entry["shape"];
  const Json& offsets = entry["data_offsets"];
  const auto reader = text::JsonReader::of_file(where);
  if (!shape.is_array() || shape.size() > kMostTensorDims) {
    reader.refuse(shape, name + ".shape", "a list of at most 4 sizes");
  }
  if (!offsets.is_array() || offsets.size() != 2) {
    reader.refuse(offsets, name + ".data_offsets", "a list of 2 offsets");
  }
  for (const Json& size : shape) place.shape.push_back(read_size(size, where, name + ".shape"));
  place.begin = read_size(offsets[0], where, name + ".data_offsets");
  place.end = read_size(offsets[1], where, name + ".data_offsets");
  if (place.begin > place.end || place.end > data_size) {
    corrupt(where, "tensor " + name + " lies outside the file or the file is cut short",
            "must lie inside");
  }
  if (place.end - place.begin != byte_size(place, data_size)) {
    corrupt(where, "tensor " + name + " has not as many bytes as its shape", "must have");
  }
  return place;
}

/// With sizes known to be right, contiguity leaves no room for gaps, overlaps or misalignment.
void check_contiguous(const std::map<std::string, TensorPlace>& places, std::size_t data_size,
                      std::string_view where) {
  std::vector<std::pair<std::size_t, std::size_t>> order;
  for (const auto& [name, place] : places) order.emplace_back(place.begin, place.end);
  std::sort(order.begin(), order.end());
  std::size_t covered = 0;
  for (const auto& [begin, end] : order) {
    if (begin != covered)
      corrupt(where, "its tensors overlap or leave a gap", "must be contiguous");
    covered = end;
  }
  if (covered != data_size) {
    corrupt(where, "has " + std::to_string(data_size - covered) + " bytes after its last tensor",
            "must end with it");
  }
}

std::map<std::string, std::string> read_metadata(const Json& header, const SafetensorsRules& rules,
                                                 std::string_view where) {
  const auto metadata = header.find(kMetadata);
  const bool present = metadata != header.end() && metadata->is_object();
  const std::string key(rules.required_key);
  if (!key.empty() && (!present || !metadata->contains(key))) {
    throw Error(ErrorCode::unsupported, where, "is a safetensors file of another program",
                "must be " + std::string(rules.made_by));
  }
  std::map<std::string, std::string> texts;
  if (metadata == header.end()) return texts;
  const auto reader = JsonReader::of_file(where);
  reader.require_object(*metadata, kMetadata);
  for (const auto& [name, value] : metadata->items()) {
    if (!value.is_string()) reader.refuse(value, "__metadata__." + name, "a string");
    texts[name] = value.get<std::string>();
  }
  return texts;
}

}  // namespace

std::size_t safetensors_header_end(std::span<const std::byte> start, std::size_t file_size,
                                   const SafetensorsRules& rules, std::string_view where) {
  if (start.size() < kLengthBytes || file_size < start.size()) {
    not_a_file(where, "has " + std::to_string(start.size()) + " bytes", rules);
  }
  std::uint64_t length = 0;
  for (std::size_t i = 0; i < kLengthBytes; ++i) {
    length |= std::uint64_t{std::to_integer<std::uint8_t>(start[i])} << (8 * i);
  }
  const std::size_t most = std::min(file_size - kLengthBytes, kLongestHeader);
  const bool opens = start.size() == kLengthBytes || start[kLengthBytes] == std::byte{'{'};
  if (length > most || length == 0 || !opens) {
    not_a_file(where, "does not begin as a safetensors file or is cut short", rules);
  }
  if (length % kAlignment != 0) {
    corrupt(where, "its header has " + std::to_string(length) + " bytes",
            "must have a multiple of 8");
  }
  return kLengthBytes + static_cast<std::size_t>(length);
}

SafetensorsHeader read_safetensors_header(std::span<const std::byte> start, std::size_t file_size,
                                          const SafetensorsRules& rules, std::string_view where) {
  SafetensorsHeader header;
  header.data_start = safetensors_header_end(start, file_size, rules, where);
  if (start.size() < header.data_start) {
    not_a_file(where, "does not begin as a safetensors file or is cut short", rules);
  }
  const auto text = start.subspan(kLengthBytes, header.data_start - kLengthBytes);
  const Json json = parse_json({reinterpret_cast<const char*>(text.data()), text.size()}, where);
  JsonReader::of_file(where).require_object(json, "its header");
  header.metadata = read_metadata(json, rules, where);
  const std::size_t data_size = file_size - header.data_start;
  for (const auto& [name, entry] : json.items()) {
    if (name == kMetadata) continue;
    header.places[name] = read_place(entry, data_size, rules, where, name);
  }
  check_contiguous(header.places, data_size, where);
  return header;
}

std::vector<std::byte> write_safetensors_header(const SafetensorsHeader& header,
                                                std::string_view where) {
  Json json = Json::object();
  if (!header.metadata.empty()) json[kMetadata] = header.metadata;
  for (const auto& [name, place] : header.places) {
    json[name] = {{"dtype", place.type == NumberType::float32 ? "F32" : "F16"},
                  {"shape", place.shape},
                  {"data_offsets", {place.begin, place.end}}};
  }
  std::string text = json.dump();
  text.resize((text.size() + kAlignment - 1) / kAlignment * kAlignment, ' ');
  if (text.size() > kLongestHeader) {
    throw Error(ErrorCode::invalid_argument, where,
                "its header would have " + std::to_string(text.size()) + " bytes",
                "must have at most " + std::to_string(kLongestHeader));
  }
  std::vector<std::byte> bytes(kLengthBytes + text.size());
  for (std::size_t i = 0; i < kLengthBytes; ++i) {
    bytes[i] = static_cast<std::byte>((std::uint64_t{text.size()} >> (8 * i)) & 0xff);
  }
  std::transform(text.begin(), text.end(), bytes.begin() + kLengthBytes,
                 [](char c) { return static_cast<std::byte>(c); });
  return bytes;
}

}  // namespace emovox::text
