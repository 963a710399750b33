// A fake library named libportaudio.so.2 replaces PortAudio: it counts how often it is
// initialised, and initialises slowly.
#include "audio/portaudio.h"

#include <dlfcn.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <latch>
#include <memory>
#include <thread>
#include <vector>

namespace emovox::audio {
namespace {

class FakePortAudio : public ::testing::Test {
 protected:
  FakePortAudio() : library_(::dlopen(EMOVOX_FAKE_PORTAUDIO, RTLD_NOW | RTLD_LOCAL)) {
    EXPECT_NE(library_, nullptr) << ::dlerror();
  }
  ~FakePortAudio() override { ::dlclose(library_); }

  int count(const char* name) const {
    const auto function = reinterpret_cast<int (*)()>(::dlsym(library_, name));
    return function == nullptr ? -1 : function();
  }

  void* library_;
};

TEST_F(FakePortAudio, ConcurrentThreadsShareOneInitialisation) {
  constexpr int kThreads = 8;
  std::latch start(kThreads);
  std::vector<std::shared_ptr<const PortAudio>> loaded(kThreads);
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < kThreads; ++i) {
      threads.emplace_back([&, i] {
        start.arrive_and_wait();
        loaded[static_cast<std::size_t>(i)] = PortAudio::load();
      });
    }
  }
  for (const auto& one : loaded) EXPECT_EQ(one, loaded[0]);
  EXPECT_EQ(count("fake_initialisations"), 1);
  loaded.clear();
  EXPECT_EQ(count("fake_terminations"), 1);
}

TEST_F(FakePortAudio, LoadingDoesNotChangeTheEnvironment) {
  ASSERT_EQ(std::getenv("JACK_NO_START_SERVER"), nullptr);
  PortAudio::load();
  EXPECT_EQ(std::getenv("JACK_NO_START_SERVER"), nullptr);
}

TEST(QuietStandardError, RestoresStandardErrorAfterTheLastOfSeveralOverlappingObjects) {
  testing::internal::CaptureStderr();
  auto first = std::make_unique<QuietStandardError>();
  auto second = std::make_unique<QuietStandardError>();
  first.reset();
  EXPECT_EQ(::write(STDERR_FILENO, "x", 1), 1);  // to /dev/null, because the second still exists
  second.reset();
  EXPECT_EQ(::write(STDERR_FILENO, "y", 1), 1);
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "y");
}

}  // namespace
}  // namespace emovox::audio
