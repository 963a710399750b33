// voice_activity AUDIO: where in a recording somebody speaks, one segment a line, in seconds.
#include <emovox/audio.h>
#include <emovox/error.h>
#include <emovox/vad.h>

#include <cstdio>

int main(int argc, char** argv) try {
  if (argc != 2) return std::fprintf(stderr, "usage: voice_activity AUDIO\n"), 2;
  for (const emovox::VoiceSegment& segment : emovox::voice_activity(emovox::load_audio(argv[1]))) {
    std::printf("%.2f %.2f\n", segment.start, segment.end);
  }
} catch (const emovox::Error& error) {
  std::fprintf(stderr, "voice_activity: %s\n", error.what());
  return 1;
}
