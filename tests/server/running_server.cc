#include "server/running_server.h"

#include <malloc.h>

#include <filesystem>

#include "command/wav.h"
#include "model/random_model.h"

namespace emovox::server {
namespace {

constexpr std::size_t kKeptLines = 200;

ServeOptions at_free_port(ServeOptions options) {
  options.host = "127.0.0.1";
  options.port = 0;
  if (options.threads == 0) options.threads = 2;
  return options;
}

}  // namespace

bool wait_until(const std::function<bool()>& condition) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::minutes(1);
  while (!condition()) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return true;
}

std::size_t open_descriptors() {
  const std::filesystem::directory_iterator all("/proc/self/fd");
  return static_cast<std::size_t>(std::distance(begin(all), end(all)));
}

std::size_t bytes_in_use() {
  ::malloc_trim(0);
  const auto info = ::mallinfo2();
  return info.uordblks + info.hblkhd;
}

std::string voice_wav(double seconds, std::uint64_t seed) {
  return testing::wav_float(model::random_voice(seconds, 16000, seed).samples);
}

RunningServer::RunningServer(ServeOptions options, int hidden_size)
    : log_([this](std::string_view line) {
        const std::lock_guard guard(mutex_);
        lines_.push_back(nlohmann::ordered_json::parse(line));
        if (lines_.size() > kKeptLines) lines_.pop_front();
      }),
      model_(model::load_random_model(model::small_info(hidden_size), 7)),
      server_(std::make_unique<Server>(model_, at_free_port(std::move(options)), log_)),
      thread_([this] { server_->run(); }) {}

RunningServer::~RunningServer() { stop(); }

void RunningServer::stop() {
  if (!thread_.joinable()) return;
  server_->stop();
  thread_.join();
}

std::vector<nlohmann::ordered_json> RunningServer::log() {
  const std::lock_guard guard(mutex_);
  return {lines_.begin(), lines_.end()};
}

nlohmann::ordered_json RunningServer::logged(const std::string& event) {
  nlohmann::ordered_json found;
  wait_until([&] {
    for (const auto& line : log()) {
      if (found.is_null() && line.at("event") == event) found = line;
    }
    return !found.is_null();
  });
  return found;
}

}  // namespace emovox::server
