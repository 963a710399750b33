// bench_streams HOST:PORT STREAMS SECONDS SPREAD RECORDING…: sends STREAMS voices to `emovox serve`
// at once, in real time, and prints the latency from the last sample of a window to its prediction
// as JSON.
//
// Each voice is all recordings one after another, starting at a different position; the voices
// start evenly spread over SPREAD seconds. There are hardly any pauses between the recordings, so
// utterances are cut at 30 s, and voices that start together end them together: a spread of one
// hop, 0.5, is the heaviest load. Afterwards a Listener in this process processes every voice
// again, and the server must have sent exactly its events.
#include <boost/asio/io_context.hpp>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "bench/quantile.h"
#include "bench/stream_client.h"
#include "command/prediction_json.h"
#include "emovox/audio.h"

namespace {

using namespace emovox::bench;
using Clients = std::vector<std::unique_ptr<StreamClient>>;

constexpr std::size_t kVoices = 10;  // different ones; further streams repeat them at other times

struct Load {
  std::string host;
  std::string port;
  int streams = 0;
  double seconds = 0.0;
  double spread = 0.0;  // seconds from the start of the first voice to that of the last
  std::vector<float> sound;

  std::size_t pieces() const {
    return static_cast<std::size_t>(std::ceil(seconds * kRate / kPiece));
  }
  /// The position where a voice starts, a multiple of kPiece.
  std::size_t offset(std::size_t voice) const {
    return voice * (sound.size() / kPiece / kVoices) * kPiece;
  }
};

std::vector<float> one_after_another(int count, char** paths) {
  std::vector<float> sound;
  for (int i = 0; i < count; ++i) {
    const auto audio = emovox::load_audio(paths[i], {.channel = {}, .sample_rate = kRate});
    sound.insert(sound.end(), audio.samples.begin(), audio.samples.end());
  }
  if (sound.size() < kVoices * kPiece) throw std::runtime_error("too little to say");
  sound.resize(sound.size() / kPiece * kPiece);
  return sound;
}

Load parse(int argc, char** argv) {
  Load load;
  const std::string address = argc > 5 ? argv[1] : "";
  const std::size_t colon = address.rfind(':');
  load.streams = argc > 5 ? std::atoi(argv[2]) : 0;
  load.seconds = argc > 5 ? std::atof(argv[3]) : 0.0;
  load.spread = argc > 5 ? std::atof(argv[4]) : 0.0;
  if (colon == std::string::npos || load.streams < 1 || !(load.seconds > 0.0) ||
      !(load.spread >= 0.0)) {
    throw std::invalid_argument(
        "usage: bench_streams HOST:PORT STREAMS SECONDS SPREAD RECORDING...");
  }
  load.host = address.substr(0, colon);
  load.port = address.substr(colon + 1);
  load.sound = one_after_another(argc - 5, argv + 5);
  return load;
}

/// `io` must outlive the clients.
Clients speak(boost::asio::io_context& io, const Load& load) {
  const auto server = *boost::asio::ip::tcp::resolver(io).resolve(load.host, load.port).begin();
  Clients clients;
  std::size_t opened = 0;
  const auto begin_all = [&] {
    if (++opened < clients.size()) return;
    const auto begin = Clock::now();
    for (std::size_t s = 0; s < clients.size(); ++s) {
      if (!clients[s]->started()) continue;
      const double later = load.spread * static_cast<double>(s) / load.streams;
      clients[s]->speak(begin + std::chrono::milliseconds(std::llround(1000.0 * later)),
                        load.pieces());
    }
  };
  for (int s = 0; s < load.streams; ++s) {
    clients.push_back(
        std::make_unique<StreamClient>(io, load.host + ":" + load.port, load.sound,
                                       load.offset(static_cast<std::size_t>(s) % kVoices)));
  }
  for (auto& client : clients) client->open(server, begin_all);
  io.run();
  return clients;
}

/// The events that a Listener gives for a voice, in the server's JSON.
std::vector<std::string> events_of(const Load& load, const emovox::Model& model,
                                   std::size_t voice) {
  emovox::Listener listener = model.open_listener(kRate, {});
  std::vector<std::string> texts;
  const auto take = [&](const auto& event) {
    texts.push_back(emovox::command::to_json(event, model.info().labels).dump());
  };
  std::size_t at = load.offset(voice);
  for (std::size_t piece = 0; piece < load.pieces(); ++piece) {
    listener.push(std::span(load.sound).subspan(at, kPiece));
    at = (at + kPiece) % load.sound.size();
    while (const auto event = listener.poll()) take(*event);
  }
  while (const auto event = listener.finish()) take(*event);
  return texts;
}

struct Measurements {
  std::size_t refused = 0;  // streams that the server refused
  std::size_t closed = 0;   // streams that it closed early
  std::size_t windows = 0;  // that it predicted
  std::size_t missing = 0;  // expected events, of streams served to their end, that did not arrive
  std::size_t different = 0;
  std::vector<double> latencies;  // ms, of windows
  double latest_piece = 0.0;      // ms
  std::map<std::string, std::size_t> failures;
};

double milliseconds(Clock::duration time) {
  return std::chrono::duration<double, std::milli>(time).count();
}

void count_windows(const StreamClient& client, Measurements& measured) {
  for (const Message& message : client.messages()) {
    const auto event = nlohmann::json::parse(message.text);
    if (event.at("type") != "emotion") continue;
    ++measured.windows;
    const double spoken = 1000.0 * event.at("end").get<double>();
    measured.latencies.push_back(milliseconds(message.when - client.begin()) - spoken);
  }
}

void compare(const StreamClient& client, const std::vector<std::string>& expected,
             Measurements& measured) {
  std::vector<std::string> given;
  for (const Message& message : client.messages()) given.push_back(message.text);
  if (!given.empty()) given.pop_back();  // "ended"
  for (std::size_t i = 0; i < std::max(given.size(), expected.size()); ++i) {
    if (i >= given.size()) {
      ++measured.missing;
    } else if (i >= expected.size() || given[i] != expected[i]) {
      ++measured.different;
    }
  }
}

Measurements evaluate(const Load& load, const Clients& clients) {
  const auto model = emovox::Model::bundled();
  std::map<std::size_t, std::vector<std::string>> expected;
  Measurements measured;
  for (std::size_t s = 0; s < clients.size(); ++s) {
    const StreamClient& client = *clients[s];
    if (!client.finished()) {
      ++(client.started() ? measured.closed : measured.refused);
      ++measured.failures[client.failure()];
    }
    count_windows(client, measured);
    measured.latest_piece = std::max(measured.latest_piece, milliseconds(client.latest_piece()));
    if (!client.finished()) continue;
    const std::size_t voice = s % kVoices;
    if (!expected.contains(voice)) expected[voice] = events_of(load, model, voice);
    compare(client, expected[voice], measured);
  }
  return measured;
}

void print(const Load& load, Measurements measured) {
  const nlohmann::ordered_json object{{"streams", load.streams},
                                      {"seconds", load.seconds},
                                      {"spread", load.spread},
                                      {"refused", measured.refused},
                                      {"closed_early", measured.closed},
                                      {"windows", measured.windows},
                                      {"events_missing", measured.missing},
                                      {"events_different", measured.different},
                                      {"p50_ms", quantile(measured.latencies, 0.5)},
                                      {"p99_ms", quantile(measured.latencies, 0.99)},
                                      {"most_ms", quantile(measured.latencies, 1.0)},
                                      {"latest_piece_ms", measured.latest_piece},
                                      {"failures", measured.failures}};
  std::printf("%s\n", object.dump().c_str());
}

}  // namespace

int main(int argc, char** argv) {
  try {
    const Load load = parse(argc, argv);
    boost::asio::io_context io;
    print(load, evaluate(load, speak(io, load)));
  } catch (const std::invalid_argument& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 2;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "bench_streams: %s\n", error.what());
    return 3;
  }
}
