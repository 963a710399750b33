// The query, the form and the prediction of an uploaded recording.
#include "server/upload.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

#include "command/prediction_json.h"
#include "emovox/error.h"
#include "emovox/recording.h"
#include "server/refusal.h"
#include "text/characters.h"
#include "text/number.h"

namespace emovox::server {

// --- Query ---------------------------------------------------------------------------------

namespace {

[[noreturn]] void refuse_parameter(const std::string& name, std::string_view was,
                                   std::string_view must_be) {
  throw Error(ErrorCode::invalid_argument, name, was, must_be);
}

bool parse_bool(const std::string& name, const std::string& text) {
  if (text == "true") return true;
  if (text == "false") return false;
  refuse_parameter(name, "is '" + text + "'", "must be true or false");
}

double parse_number(const std::string& name, const std::string& text) {
  if (const auto value = text::parse_number(text)) return *value;
  refuse_parameter(name, "is '" + text + "'", "must be a number");
}

double parse_probability(const std::string& name, const std::string& text) {
  const double value = parse_number(name, text);
  if (value >= 0.0 && value <= 1.0) return value;
  refuse_parameter(name, "is " + text, "must be from 0 to 1");
}

void set_parameter(EmotionQuery& query, const std::string& name, const std::string& text) {
  if (name == "segments") {
    query.segments = parse_bool(name, text);
  } else if (name == "attention") {
    query.attention = parse_bool(name, text);
  } else if (name == "window") {
    query.windows.window = parse_number(name, text);
  } else if (name == "hop") {
    query.windows.hop = parse_number(name, text);
  } else if (name == "abstain_below") {
    query.abstain_below = parse_probability(name, text);
  } else if (name == "channel") {
    query.channel = Channel::parse(text);
  } else {
    refuse_parameter("query", "has the unknown parameter '" + name + "'",
                     "must have only segments, attention, window, hop, abstain_below, channel");
  }
}

}  // namespace

EmotionQuery parse_emotion_query(const Query& query) {
  EmotionQuery parsed;
  std::set<std::string> seen;
  for (const auto& [name, text] : query) {
    set_parameter(parsed, name, text);
    if (!seen.insert(name).second) refuse_parameter(name, "is given twice", "must be given once");
  }
  return parsed;
}

// --- Form ----------------------------------------------------------------------------------

// RFC 7578 and RFC 2046, section 5.1: each part is between two lines "--boundary"; the last
// line is "--boundary--".

namespace {

constexpr std::size_t kMaxPartHeader = 16384;  // bytes of the fields before a part's content
constexpr std::size_t kMaxParts = 100;

[[noreturn]] void refuse_form(std::string_view was) {
  throw Refused(RefusalCode::malformed, "form", was, "must be multipart/form-data");
}

bool is_blank(char c) { return c == ' ' || c == '\t'; }

void skip_blanks(std::string_view& text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
}

// Removes a token or a quoted string from the front of `text` and returns its value. A backslash
// escapes only a quote and another backslash: some browsers send Windows paths as file names.
std::string take_value(std::string_view& text) {
  std::string value;
  if (!text.starts_with('"')) {
    value = text.substr(0, text.find_first_of("; \t"));
    text.remove_prefix(value.size());
    return value;
  }
  text.remove_prefix(1);
  while (!text.empty() && text.front() != '"') {
    const bool escaped = text.starts_with("\\\"") || text.starts_with("\\\\");
    if (escaped) text.remove_prefix(1);
    value += text.front();
    text.remove_prefix(1);
  }
  if (!text.empty()) text.remove_prefix(1);
  return value;
}

// The value of the field Content-Disposition among a part's fields; empty where it is missing.
std::string_view disposition_of(std::string_view head) {
  constexpr std::string_view kName = "content-disposition:";
  while (!head.empty()) {
    const std::string_view line = head.substr(0, head.find("\r\n"));
    head.remove_prefix(std::min(head.size(), line.size() + 2));
    if (text::starts_ignoring_case(line, kName)) return line.substr(kName.size());
  }
  return {};
}

// Reads the fields of the part that begins at `at`, just after a boundary, into `head` and sets
// `start` to the first byte of its content. False after the last boundary.
bool open_part(std::string_view body, std::size_t at, std::string_view& head, std::size_t& start) {
  if (body.substr(at, 2) == "--") return false;
  while (at < body.size() && is_blank(body[at])) ++at;
  if (body.substr(at, 2) != "\r\n") refuse_form("has more than blanks after a boundary");
  // A part without fields begins with the empty line.
  const std::size_t end = body.substr(0, at + kMaxPartHeader).find("\r\n\r\n", at);
  if (end == body.npos) refuse_form("has a part without an end of its fields");
  head = body.substr(at + 2, std::max(end, at + 2) - (at + 2));
  start = end + 4;
  return true;
}

// The value of a parameter of a header field: of name in "form-data; name=\"file\"" it is "file".
// Empty where there is none.
std::string parameter_of(std::string_view field, std::string_view name) {
  std::string_view rest = field.substr(std::min(field.find(';'), field.size()));
  while (rest.starts_with(';')) {
    rest.remove_prefix(1);
    skip_blanks(rest);
    const std::string_view key = rest.substr(0, rest.find_first_of("=;"));
    rest.remove_prefix(key.size());
    std::string value;
    if (rest.starts_with('=')) {
      rest.remove_prefix(1);
      value = take_value(rest);
    }
    if (key.size() == name.size() && text::starts_ignoring_case(key, name)) return value;
    rest.remove_prefix(std::min(rest.find(';'), rest.size()));
  }
  return {};
}

}  // namespace

bool is_form(std::string_view content_type) {
  constexpr std::string_view kForm = "multipart/form-data";
  return text::starts_ignoring_case(content_type, kForm) &&
         (content_type.size() == kForm.size() || content_type[kForm.size()] == ';' ||
          is_blank(content_type[kForm.size()]));
}

FormFile find_form_file(std::span<const std::byte> body, std::string_view content_type) {
  const std::string boundary = parameter_of(content_type, "boundary");
  if (boundary.empty() || boundary.size() > 70)
    refuse_form("has no boundary of 1 to 70 characters");
  const std::string_view text(reinterpret_cast<const char*>(body.data()), body.size());
  const std::string delimiter = "\r\n--" + boundary;
  const std::string_view first = std::string_view(delimiter).substr(2);
  std::size_t at = text.starts_with(first) ? first.size() : text.find(delimiter);
  if (at == text.npos) refuse_form("does not hold its boundary");
  if (!text.starts_with(first)) at += delimiter.size();
  std::string_view head;
  std::size_t start = 0;
  for (std::size_t part = 0; part < kMaxParts && open_part(text, at, head, start); ++part) {
    const std::size_t end = text.find(delimiter, start);
    if (end == text.npos) refuse_form("ends within a part");
    const std::string_view disposition = disposition_of(head);
    if (parameter_of(disposition, "name") == "file") {
      return {parameter_of(disposition, "filename"), start, end - start};
    }
    at = end + delimiter.size();
  }
  throw Refused(RefusalCode::invalid_argument, "form", "has no part named file",
                "must have one that holds the recording");
}

// --- Recording -----------------------------------------------------------------------------

namespace {

// Predicts the recording; reports the library's errors of length and cancellation in the server's
// words.
RecordingPrediction predict(const Model& model, const std::string& name, AudioReader reader,
                            const RecordingOptions& options) {
  try {
    return predict_recording(model, reader, options);
  } catch (const Error& error) {
    if (error.code() == ErrorCode::too_long) {
      throw Refused(RefusalCode::too_long, name, "is longer than this server accepts",
                    "must last at most " + std::to_string(std::llround(options.longest)) + " s");
    }
    if (error.code() == ErrorCode::cancelled) {
      throw Refused(RefusalCode::stopping, name, "was cancelled by the client",
                    "must be sent again");
    }
    throw;
  }
}

}  // namespace

UploadedRecording recording_in(std::vector<std::byte> body, const std::string& content_type,
                               const EmotionQuery& query) {
  if (!is_form(content_type)) return {std::move(body), "audio", query};
  const FormFile file = find_form_file(body, content_type);
  const auto begin = body.begin() + static_cast<std::ptrdiff_t>(file.offset);
  body.erase(begin + static_cast<std::ptrdiff_t>(file.size), body.end());
  body.erase(body.begin(), begin);
  return {std::move(body), file.name.empty() ? "audio" : file.name, query};
}

std::string predict_upload(const Model& model, UploadedRecording recording, double max_audio,
                           const std::atomic<bool>& cancelled) {
  const EmotionQuery& query = recording.query;
  const AudioOptions audio{
      .channel = query.channel, .sample_rate = model.info().features.sample_rate, .vorbis = false};
  RecordingOptions options{.segments = std::nullopt, .longest = max_audio, .cancelled = [&] {
                             return cancelled.load();
                           }};
  if (query.segments) options.segments = query.windows;
  RecordingPrediction prediction =
      predict(model, recording.name,
              AudioReader::from_memory(std::move(recording.bytes), audio, recording.name), options);
  if (query.abstain_below) mark_uncertain(prediction, *query.abstain_below);
  return command::json_text(recording.name, prediction,
                            {model.labels(), query.segments, query.attention}, true);
}

}  // namespace emovox::server
