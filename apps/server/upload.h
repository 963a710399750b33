// Uploaded recordings: converts the query and the body of POST /v1/emotion to the JSON that
// `emovox predict` prints.
#pragma once

#include <atomic>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "emovox/audio.h"
#include "emovox/model.h"
#include "server/http_request.h"

namespace emovox::server {

/// The query parameters of /v1/emotion. They have the names of the flags of `emovox predict`.
struct EmotionQuery {
  bool segments = false;                // predict each window, too
  bool attention = false;               // include the attention weight of each time step
  StreamOptions windows;                // of the segments
  std::optional<double> abstain_below;  // replaces the model's threshold
  Channel channel = Channel::mix();     // channel of the recording
};

/// Throws Error (invalid_argument) on an unknown or repeated parameter and on a value that is not
/// accepted. The windows are not validated.
EmotionQuery parse_emotion_query(const Query& query);

/// The position of the file in a multipart/form-data body.
struct FormFile {
  std::string name;        // the client's file name, "x.wav"; may be empty
  std::size_t offset = 0;  // offset of its first byte in the body
  std::size_t size = 0;    // bytes
};

/// Whether the content type is multipart/form-data.
bool is_form(std::string_view content_type);

/// The first part named "file". Throws Refused (malformed) on a body that is not a form, and
/// (invalid_argument) on a form without such a part.
FormFile find_form_file(std::span<const std::byte> body, std::string_view content_type);

struct UploadedRecording {
  std::vector<std::byte> bytes;  // of the audio file
  std::string name;              // name in the response and in error messages
  EmotionQuery query;
};

/// The recording in a request's body: the file of a form, or else the whole body, which is named
/// "audio". Throws Refused.
UploadedRecording recording_in(std::vector<std::byte> body, const std::string& content_type,
                               const EmotionQuery& query);

/// One line of JSON, equal to that of `emovox predict --format jsonl`. Stops decoding and
/// predicting when the recording is longer than `max_audio` seconds, and when
/// `cancelled` is true. Throws Error and Refused.
std::string predict_upload(const Model& model, UploadedRecording recording, double max_audio,
                           const std::atomic<bool>& cancelled);

}  // namespace emovox::server
