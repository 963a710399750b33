// Random and mutated messages in random order: the protocol keeps its invariants.
#include <gmock/gmock.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <random>

#include "server/stream_protocol.h"

namespace emovox::server {
namespace {

constexpr std::size_t kMessages = 40'000;

const std::vector<std::string> kTexts{
    R"({"type":"start","sample_rate":16000})",
    R"({"type":"start","sample_rate":48000,"encoding":"s16le"})",
    R"({"type":"start","sample_rate":16000,"options":{"window":2,"hop":0.25,"pause":0.5}})",
    R"({"type":"end"})",
    R"({"type":"ping"})",
    R"({"type":"start","sample_rate":16000,"options":{"hop":0.001}})",
    R"([[[[[[[[[[[[{}]]]]]]]]]]]])",
    ""};

class Fuzzer {
 public:
  explicit Fuzzer(std::uint32_t seed) : random_(seed) {}

  std::size_t below(std::size_t count) { return random_() % count; }

  std::string text() {
    std::string text = kTexts[below(2) == 0 ? below(4) : below(kTexts.size())];
    if (below(3) != 0) return text;
    for (std::size_t changes = 1 + below(4); changes > 0; --changes) mutate(text);
    return text;
  }

  std::vector<std::byte> bytes() {
    std::vector<std::byte> bytes(below(50));
    // Mostly small numbers: non-finite samples would end most streams at once.
    for (std::byte& byte : bytes) byte = std::byte(below(40) == 0 ? random_() & 0xFF : below(64));
    return bytes;
  }

 private:
  void mutate(std::string& text) {
    const std::size_t at = below(text.size() + 1);
    switch (below(5)) {
      case 0: text.insert(at, 1, static_cast<char>(random_() & 0xFF)); break;
      case 1: text.erase(at, below(8)); break;
      case 2: text.insert(at, text.substr(0, below(200))); break;
      case 3: text.insert(at, kTexts[below(kTexts.size())]); break;
      default:
        if (at < text.size()) text[at] = static_cast<char>(random_() & 0xFF);
    }
  }

  std::mt19937 random_;
};

/// One stream after another, and the invariants of each.
class Watch {
 public:
  void text(const std::string& message) {
    const StreamState before = protocol_.state();
    const Actions actions = protocol_.text(message);
    check(before, actions);
    EXPECT_TRUE(actions.samples.empty());
    if (before == StreamState::closed) return;
    EXPECT_EQ(actions.open.has_value() + actions.end + actions.close.has_value(), 1) << message;
    if (actions.open) bytes_of_one_ = actions.open->encoding == SampleEncoding::s16le ? 2 : 4;
  }

  void binary(const std::vector<std::byte>& message) {
    const StreamState before = protocol_.state();
    const Actions actions = protocol_.binary(message);
    check(before, actions);
    EXPECT_FALSE(actions.open || actions.end);
    if (before != StreamState::streaming || actions.close) return;
    bytes_ += message.size();
    samples_ += actions.samples.size();
    EXPECT_EQ(samples_, bytes_ / bytes_of_one_);
  }

  void finish() {
    const StreamState before = protocol_.state();
    check(before, protocol_.finish());
  }

  bool closed() const { return protocol_.state() == StreamState::closed; }

  void renew() {
    protocol_ = StreamProtocol({.session = "s", .model = "m", .labels = {"a"}, .max_audio = 0.01});
    bytes_ = samples_ = opened_ = ended_ = 0;
  }

  std::array<std::size_t, 4> met{};  // number of messages in each state

 private:
  void check(StreamState before, const Actions& actions) {
    ++met[static_cast<std::size_t>(before)];
    opened_ += actions.open.has_value();
    ended_ += actions.end;
    EXPECT_LE(opened_, 1U);
    EXPECT_LE(ended_, opened_);
    EXPECT_LE(actions.messages.size(), 1U);
    for (const std::string& message : actions.messages) {
      EXPECT_LE(message.size(), 500U) << "says back more than it should";
      EXPECT_TRUE(nlohmann::json::accept(message)) << message;
    }
    if (before == StreamState::closed) {
      EXPECT_TRUE(actions.messages.empty() && !actions.close && actions.samples.empty());
    } else {
      EXPECT_EQ(actions.close.has_value(), protocol_.state() == StreamState::closed);
      EXPECT_TRUE(!actions.close || actions.messages.size() == 1U) << "closed without a word";
    }
  }

  StreamProtocol protocol_{{.session = "s", .model = "m", .labels = {"a"}, .max_audio = 0.01}};
  std::size_t bytes_of_one_ = 4;
  std::size_t bytes_ = 0;
  std::size_t samples_ = 0;
  std::size_t opened_ = 0;
  std::size_t ended_ = 0;
};

TEST(ProtocolFuzz, InvariantsHoldForRandomMessages) {
  for (const std::uint32_t seed : {1U, 2U, 3U}) {
    Fuzzer fuzzer(seed);
    Watch watch;
    for (std::size_t message = 0; message < kMessages && !testing::Test::HasFailure(); ++message) {
      if (watch.closed() && fuzzer.below(3) == 0) watch.renew();
      switch (fuzzer.below(8)) {
        case 0: watch.finish(); break;
        case 1:
        case 2:
        case 3: watch.binary(fuzzer.bytes()); break;
        default: watch.text(fuzzer.text());
      }
    }
    EXPECT_THAT(watch.met, testing::Each(testing::Gt(200U))) << "a state was hardly ever there";
  }
}

}  // namespace
}  // namespace emovox::server
