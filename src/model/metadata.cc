// Converts ModelInfo to and from JSON text, and checks the limits of an untrusted model file's
// info.
#include "model/metadata.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "emovox/error.h"
#include "model/model_file.h"
#include "model/verification.h"
#include "text/json_text.h"
#include "text/options_json.h"

namespace emovox::model {
namespace {

using text::Json;
using text::parse_json;

// With higher limits, a small file could cause a large amount of work.
constexpr int kMostFramesPerSecond = 1000;
constexpr double kLowestTemperature = 0.01;
constexpr double kHighestTemperature = 100.0;

void check_labels(const std::vector<std::string>& labels, ErrorCode code, std::string_view where) {
  if (labels.size() < 2 || labels.size() > kMostLabels) {
    throw Error(code, where, "labels are " + std::to_string(labels.size()),
                "must be from 2 to " + std::to_string(kMostLabels));
  }
  std::set<std::string_view> seen;
  for (const std::string& label : labels) {
    if (label.empty() || label.size() > kLongestLabel) {
      throw Error(code, where, "a label has " + std::to_string(label.size()) + " bytes",
                  "must have from 1 to " + std::to_string(kLongestLabel));
    }
    if (!seen.insert(label).second) {
      throw Error(code, where, "label \"" + label + "\" occurs twice", "must occur once");
    }
  }
}

void check_frame_rate(const FeatureOptions& features, ErrorCode code, std::string_view where) {
  if (static_cast<std::int64_t>(features.hop_length) * kMostFramesPerSecond >=
      features.sample_rate) {
    return;
  }
  throw Error(code, where, "FeatureOptions.hop_length: is " + std::to_string(features.hop_length),
              "must be so large that a second has at most " + std::to_string(kMostFramesPerSecond) +
                  " frames");
}

/// Calls a validate() of the public API and replaces the code invalid_argument of its errors by
/// `code`.
template <class... Arguments>
void check_options(ErrorCode code, std::string_view where, const Arguments&... arguments) {
  try {
    validate(arguments...);
  } catch (const Error& error) {
    throw Error(code, where, error.what(), "");
  }
}

const Json& required(const Json& object, const char* key, std::string_view where) {
  const auto found = object.find(key);
  if (found != object.end()) return *found;
  throw Error(ErrorCode::corrupt_data, where, "key " + std::string(key) + " is missing",
              "must be there");
}

std::map<std::string, std::string> read_origin(const Json& object, const text::JsonReader& reader) {
  reader.require_object(object, "origin");
  std::map<std::string, std::string> origin;
  for (const auto& [key, value] : object.items()) {
    reader.read(value, "origin." + key, origin[key]);
  }
  return origin;
}

void read_entry(const std::string& key, const Json& value, std::string_view where,
                ModelInfo& info) {
  const auto reader = text::JsonReader::of_file(where);
  if (key == "format_version") {
    reader.read(value, key, info.format_version);
  } else if (key == "name") {
    reader.read(value, key, info.name);
  } else if (key == "description") {
    reader.read(value, key, info.description);
  } else if (key == "features") {
    info.features = reader.options<FeatureOptions>(value, key);
  } else if (key == "network") {
    info.network = reader.options<ModelOptions>(value, key);
  } else if (key == "labels") {
    reader.read(value, key, info.labels);
  } else if (key == "temperature") {
    reader.read(value, key, info.temperature);
  } else if (key == "members") {
    reader.read(value, key, info.members);
  } else if (key == "abstain_below") {
    reader.read(value, key, info.abstain_below);
  } else if (key == "verification") {
    info.verification = reader.options<Verification>(value, key);
  } else if (key == "origin") {
    info.origin = read_origin(value, reader);
  } else {
    throw Error(ErrorCode::unsupported, where, "key " + key + " is unknown",
                "must be left out, or the file was made by a newer version of emovox");
  }
}

/// Checks a list of probabilities or weights: their number and range.
void check_shares(const std::vector<double>& shares, std::size_t count, ErrorCode code,
                  std::string_view where) {
  const bool fits = shares.size() == count && std::ranges::all_of(shares, [](double share) {
                      return share >= 0.0 && share <= 1.0;
                    });
  if (fits) return;
  throw Error(code, where, "verification has a list that is no posterior",
              "must be " + std::to_string(count) + " numbers from 0 to 1");
}

void check_verification(const ModelInfo& info, ErrorCode code, std::string_view where) {
  const Verification& recorded = info.verification;
  const auto require = [&](bool holds, const char* was, const char* must_be) {
    if (!holds) throw Error(code, where, std::string("verification ") + was, must_be);
  };
  if (recorded.signal.empty()) {
    require(recorded == Verification(), "has numbers but no signal", "must name its signal");
    return;
  }
  require(recorded.signal.size() <= kLongestLabel, "has a long name of a signal",
          "must be at most 100 bytes");
  require(recorded.tolerance > 0.0 && recorded.tolerance <= 1.0, "has an unusable tolerance",
          "must be above 0 and at most 1");
  require(recorded.utterances >= 0 && recorded.right >= 0 && recorded.right <= recorded.utterances,
          "has counts that contradict each other", "must be 0 <= right <= utterances");
  require(recorded.recordings.size() == recorded.posteriors.size() &&
              recorded.recordings.size() <= kMostRecordings,
          "has recordings without posteriors or the reverse", "must be as many, at most 1000");
  check_shares(recorded.probabilities, info.labels.size(), code, where);
  const std::size_t parts = recorded.attention.empty() ? 0 : kAttentionParts;
  check_shares(recorded.attention, parts, code, where);
  for (const auto& posterior : recorded.posteriors) {
    check_shares(posterior, info.labels.size(), code, where);
  }
}

void check_version(int version, ErrorCode code, std::string_view where) {
  if (version == kFormatVersion) return;
  throw Error(code, where, "format_version is " + std::to_string(version),
              "must be " + std::to_string(kFormatVersion) +
                  ", or the file was made by a newer version of emovox");
}

}  // namespace

void check_info(const ModelInfo& info, ErrorCode code, std::string_view where) {
  check_version(info.format_version, code, where);
  check_options(code, where, info.network);
  check_options(code, where, info.features, info.network.feature_sets);
  check_frame_rate(info.features, code, where);
  check_labels(info.labels, code, where);
  if (!(info.temperature >= kLowestTemperature && info.temperature <= kHighestTemperature)) {
    throw Error(code, where, "temperature is " + std::to_string(info.temperature),
                "must be from 0.01 to 100");
  }
  if (info.members < 1 || info.members > kMostMembers) {
    throw Error(code, where, "members is " + std::to_string(info.members),
                "must be from 1 to " + std::to_string(kMostMembers));
  }
  if (!(info.abstain_below >= 0.0 && info.abstain_below <= 1.0)) {
    throw Error(code, where, "abstain_below is " + std::to_string(info.abstain_below),
                "must be from 0 to 1");
  }
  check_verification(info, code, where);
}

std::string info_to_text(const ModelInfo& info, std::string_view where) {
  const ModelInfo defaults;
  Json object = Json::object();
  object["format_version"] = info.format_version;
  object["features"] = text::changed_to_json<Json>(info.features);
  object["network"] = text::changed_to_json<Json>(info.network);
  object["labels"] = info.labels;
  if (info.name != defaults.name) object["name"] = info.name;
  if (info.description != defaults.description) object["description"] = info.description;
  if (info.temperature != defaults.temperature) object["temperature"] = info.temperature;
  if (info.members != defaults.members) object["members"] = info.members;
  if (info.abstain_below != defaults.abstain_below) object["abstain_below"] = info.abstain_below;
  if (info.verification != defaults.verification) {
    object["verification"] = text::changed_to_json<Json>(info.verification);
  }
  for (const auto& [key, value] : info.origin) object["origin"][key] = value;
  try {
    return object.dump();
  } catch (const Json::exception&) {
    throw Error(ErrorCode::invalid_argument, where, "a text of the model's info is not UTF-8",
                "must be UTF-8");
  }
}

ModelInfo info_from_text(std::string_view text, std::string_view where) {
  const Json object = parse_json(text, where);
  const auto reader = text::JsonReader::of_file(where);
  reader.require_object(object, "metadata");
  ModelInfo info;
  reader.read(required(object, "format_version", where), "format_version", info.format_version);
  check_version(info.format_version, ErrorCode::unsupported, where);
  for (const char* key : {"features", "network", "labels"}) required(object, key, where);
  for (const auto& [key, value] : object.items()) read_entry(key, value, where, info);
  check_info(info, ErrorCode::corrupt_data, where);
  return info;
}

}  // namespace emovox::model
