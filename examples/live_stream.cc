// live_stream AUDIO: the emotion of a recording over time, as if it arrived in pieces of 0.1 s. A
// program with a microphone pushes what the microphone gives instead.
#include <emovox/audio.h>
#include <emovox/error.h>
#include <emovox/model.h>
#include <emovox/stream.h>

#include <cstdio>
#include <vector>

static void print(const emovox::Prediction& window) {
  std::printf("%5.1f to %5.1f s  %s %.3f\n", window.start, window.end, window.label.c_str(),
              window.confidence);
}

int main(int argc, char** argv) try {
  if (argc != 2) return std::fprintf(stderr, "usage: live_stream AUDIO\n"), 2;
  const emovox::Model model = emovox::Model::bundled();
  auto reader = emovox::AudioReader::open(argv[1]);
  auto stream = model.open_stream(reader.sample_rate(), {.window = 3.0, .hop = 0.5});
  std::vector<float> piece(static_cast<std::size_t>(reader.sample_rate()) / 10);
  while (const std::size_t count = reader.read(piece)) {
    stream.push({piece.data(), count});
    while (const auto window = stream.poll()) print(*window);
  }
  while (const auto window = stream.finish()) print(*window);
} catch (const emovox::Error& error) {
  std::fprintf(stderr, "live_stream: %s\n", error.what());
  return 1;
}
