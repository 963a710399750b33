#include "server/serve_options.h"

#include <gmock/gmock.h>

#include <cmath>
#include <functional>

#include "emovox/error.h"

namespace emovox::server {
namespace {

TEST(ServeOptions, TheDefaultsAreAccepted) { EXPECT_NO_THROW(validate(ServeOptions())); }

TEST(ServeOptions, InvalidFieldsAreNamed) {
  const auto field_of = [](const std::function<void(ServeOptions&)>& spoil) -> std::string {
    ServeOptions options;
    spoil(options);
    try {
      validate(options);
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::invalid_argument);
      const std::string text = error.what();
      return text.substr(0, text.find(':'));
    }
    return "";
  };
  EXPECT_EQ(field_of([](auto& o) { o.host = ""; }), "ServeOptions.host");
  EXPECT_EQ(field_of([](auto& o) { o.port = -1; }), "ServeOptions.port");
  EXPECT_EQ(field_of([](auto& o) { o.port = 65536; }), "ServeOptions.port");
  EXPECT_EQ(field_of([](auto& o) { o.token = "a b"; }), "ServeOptions.token");
  EXPECT_EQ(field_of([](auto& o) { o.token = "ä"; }), "ServeOptions.token");
  EXPECT_EQ(field_of([](auto& o) { o.threads = 5000; }), "ServeOptions.threads");
  EXPECT_EQ(field_of([](auto& o) { o.max_connections = 0; }), "ServeOptions.max_connections");
  EXPECT_EQ(field_of([](auto& o) { o.max_queue = 0; }), "ServeOptions.max_queue");
  EXPECT_EQ(field_of([](auto& o) { o.max_body = 0; }), "ServeOptions.max_body");
  EXPECT_EQ(field_of([](auto& o) { o.max_held = -1; }), "ServeOptions.max_held");
  EXPECT_EQ(field_of([](auto& o) { o.max_audio = std::nan(""); }), "ServeOptions.max_audio");
  EXPECT_EQ(field_of([](auto& o) { o.max_backlog = 0; }), "ServeOptions.max_backlog");
  EXPECT_EQ(field_of([](auto& o) { o.idle = 0; }), "ServeOptions.idle");
  EXPECT_EQ(field_of([](auto& o) { o.patience = 1e9; }), "ServeOptions.patience");
  EXPECT_EQ(field_of([](auto& o) { o.grace = -1; }), "ServeOptions.grace");
  EXPECT_EQ(field_of([](auto& o) { o.grace = 0; }), "");
}

}  // namespace
}  // namespace emovox::server
