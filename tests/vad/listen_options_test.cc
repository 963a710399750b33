#include <gmock/gmock.h>

#include <functional>
#include <limits>

#include "emovox/error.h"
#include "emovox/listener.h"

namespace emovox::vad {
namespace {

std::string refusal(const std::function<void(ListenOptions&)>& change) {
  ListenOptions options;
  change(options);
  try {
    validate(options);
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::invalid_argument);
    return error.what();
  }
  return "accepted";
}

TEST(ListenOptions, DefaultsAreAccepted) {
  EXPECT_EQ(refusal([](ListenOptions&) {}), "accepted");
}

TEST(ListenOptions, EveryFieldIsChecked) {
  ListenOptions options;
  ListenOptions::visit_fields(options, [](std::string_view name, auto&, const FieldInfo&) {
    for (double bad : {-1.0, 1e9, std::numeric_limits<double>::quiet_NaN()}) {
      const std::string message = refusal([&](ListenOptions& changed) {
        ListenOptions::visit_fields(changed,
                                    [&](std::string_view other, auto& field, const FieldInfo&) {
                                      if (other == name) field = bad;
                                    });
      });
      EXPECT_THAT(message, testing::StartsWith("ListenOptions." + std::string(name) + ": is "));
    }
  });
}

TEST(ListenOptions, WhatDependsOnAnotherFieldIsCheckedAgainstIt) {
  EXPECT_THAT(refusal([](ListenOptions& o) { o.hop = 3.1; }), testing::HasSubstr("hop"));
  EXPECT_THAT(refusal([](ListenOptions& o) { o.lead_out = 0.7; }), testing::HasSubstr("lead_out"));
  EXPECT_THAT(refusal([](ListenOptions& o) { o.longest = 1.5, o.first = 1.6; }),
              testing::HasSubstr("first"));
}

}  // namespace
}  // namespace emovox::vad
