// Fixtures for tests of streams over sockets: samples as bytes, and the expected events of clients.
#pragma once

#include <gmock/gmock.h>

#include <bit>
#include <cmath>
#include <random>
#include <string>
#include <vector>

#include "server/stream_client.h"
#include "server/stream_scheduler_fixture.h"
#include "server/stream_server.h"

namespace emovox::server {

using nlohmann::json;
using Bytes = std::vector<std::byte>;

inline constexpr char kStartText[] = R"({"type":"start","sample_rate":16000})";
inline constexpr char kEndText[] = R"({"type":"end"})";

inline Bytes floats(const vad::Sound& sound) {
  Bytes bytes;
  for (const float sample : sound) {
    const auto bits = std::bit_cast<std::uint32_t>(sample);
    for (int shift = 0; shift < 32; shift += 8) bytes.push_back(std::byte(bits >> shift & 0xFF));
  }
  return bytes;
}

/// The samples in 16 bits, and their values after rounding.
inline Bytes shorts(vad::Sound& sound) {
  Bytes bytes;
  for (float& sample : sound) {
    const auto whole = static_cast<std::int16_t>(std::lround(sample * 32767.0F));
    sample = static_cast<float>(whole) / 32768.0F;
    bytes.push_back(std::byte(whole & 0xFF));
    bytes.push_back(std::byte(whole >> 8 & 0xFF));
  }
  return bytes;
}

inline std::string type_of(const std::string& message) { return json::parse(message).at("type"); }
inline std::string code_of(const std::string& message) { return json::parse(message).at("code"); }

class StreamSessionTest : public StreamSchedulerTest {
 protected:
  /// All messages in response to these bytes, sent in random pieces, without "started".
  static Texts speak(StreamClient& client, const std::string& start, const Bytes& bytes) {
    client.text(start);
    EXPECT_EQ(type_of(client.read().value_or("{}")), "started");
    std::mt19937 random(5);
    for (std::size_t at = 0; at < bytes.size();) {
      const auto rest = std::span(bytes).subspan(at);
      const auto piece = rest.first(std::min<std::size_t>(rest.size(), random() % 5000));
      client.binary(piece);
      at += piece.size();
    }
    client.text(kEndText);
    return client.read_all();
  }

  static void expect_ended(Texts said, Texts expected, const StreamClient& client) {
    ASSERT_FALSE(said.empty());
    EXPECT_EQ(type_of(said.back()), "ended");
    said.pop_back();
    EXPECT_EQ(said, expected);
    EXPECT_EQ(client.close_code(), 1000U);
  }

  /// The last message of a refused stream.
  static void expect_refused(StreamClient& client, const std::string& code, unsigned close_code) {
    const Texts said = client.read_all();
    ASSERT_FALSE(said.empty()) << "closed without a word";
    EXPECT_EQ(type_of(said.back()), "error") << said.back();
    EXPECT_EQ(code_of(said.back()), code);
    EXPECT_EQ(client.close_code(), close_code);
    EXPECT_EQ(client.close_reason(), code);
  }

  StreamClient started(StreamServer& server, const ClientOptions& options = {}) {
    StreamClient client(server.port(), options);
    client.text(kStartText);
    EXPECT_EQ(type_of(client.read().value_or("{}")), "started");
    return client;
  }
};

}  // namespace emovox::server
