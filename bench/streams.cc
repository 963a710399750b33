// bench_streams HOST:PORT STREAMS SECONDS SPREAD RECORDING…: so many voices speak to `emovox serve`
// at once, in real time; how long after the last sample of a window its judgement is here, as JSON
// on standard output.
//
// Each voice is the recordings one after another, from another place each; the voices begin evenly
// spread over SPREAD seconds. Hardly a pause parts the recordings, so utterances last 30 s, and
// those of voices that begin together end together: a spread of one hop, 0.5, is the hardest.
// Afterwards every voice is heard again by a Listener in this process, and each of its events must
// have come, letter by letter.
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

constexpr std::size_t kVoices = 10;  // that differ; more only begin at other times

struct Load {
  std::string host;
  std::string port;
  int streams = 0;
  double seconds = 0.0;
  double spread = 0.0;  // seconds from the first voice's begin to the last one's
  std::vector<float> sound;

  std::size_t pieces() const {
    return static_cast<std::size_t>(std::ceil(seconds * kRate / kPiece));
  }
  /// Where a voice begins, a whole number of pieces.
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

/// The events that a listener gives for what a voice said, as the server writes them.
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

struct Figures {
  std::size_t refused = 0;  // streams that the server did not take
  std::size_t closed = 0;   // streams that it closed before their end
  std::size_t windows = 0;  // that it judged
  std::size_t missing = 0;  // events of streams that it served to their end, which did not come
  std::size_t different = 0;
  std::vector<double> latencies;  // ms, of windows
  double latest_piece = 0.0;      // ms
  std::map<std::string, std::size_t> failures;
};

double milliseconds(Clock::duration time) {
  return std::chrono::duration<double, std::milli>(time).count();
}

void count_windows(const StreamClient& client, Figures& figures) {
  for (const Message& message : client.messages()) {
    const auto event = nlohmann::json::parse(message.text);
    if (event.at("type") != "emotion") continue;
    ++figures.windows;
    const double spoken = 1000.0 * event.at("end").get<double>();
    figures.latencies.push_back(milliseconds(message.when - client.begin()) - spoken);
  }
}

void compare(const StreamClient& client, const std::vector<std::string>& expected,
             Figures& figures) {
  std::vector<std::string> given;
  for (const Message& message : client.messages()) given.push_back(message.text);
  if (!given.empty()) given.pop_back();  // "ended"
  for (std::size_t i = 0; i < std::max(given.size(), expected.size()); ++i) {
    if (i >= given.size()) {
      ++figures.missing;
    } else if (i >= expected.size() || given[i] != expected[i]) {
      ++figures.different;
    }
  }
}

Figures judge(const Load& load, const Clients& clients) {
  const auto model = emovox::Model::bundled();
  std::map<std::size_t, std::vector<std::string>> expected;
  Figures figures;
  for (std::size_t s = 0; s < clients.size(); ++s) {
    const StreamClient& client = *clients[s];
    if (!client.finished()) {
      ++(client.started() ? figures.closed : figures.refused);
      ++figures.failures[client.failure()];
    }
    count_windows(client, figures);
    figures.latest_piece = std::max(figures.latest_piece, milliseconds(client.latest_piece()));
    if (!client.finished()) continue;
    const std::size_t voice = s % kVoices;
    if (!expected.contains(voice)) expected[voice] = events_of(load, model, voice);
    compare(client, expected[voice], figures);
  }
  return figures;
}

void print(const Load& load, Figures figures) {
  const nlohmann::ordered_json object{{"streams", load.streams},
                                      {"seconds", load.seconds},
                                      {"spread", load.spread},
                                      {"refused", figures.refused},
                                      {"closed_early", figures.closed},
                                      {"windows", figures.windows},
                                      {"events_missing", figures.missing},
                                      {"events_different", figures.different},
                                      {"p50_ms", quantile(figures.latencies, 0.5)},
                                      {"p99_ms", quantile(figures.latencies, 0.99)},
                                      {"most_ms", quantile(figures.latencies, 1.0)},
                                      {"latest_piece_ms", figures.latest_piece},
                                      {"failures", figures.failures}};
  std::printf("%s\n", object.dump().c_str());
}

}  // namespace

int main(int argc, char** argv) {
  try {
    const Load load = parse(argc, argv);
    boost::asio::io_context io;
    print(load, judge(load, speak(io, load)));
  } catch (const std::invalid_argument& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 2;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "bench_streams: %s\n", error.what());
    return 3;
  }
}
