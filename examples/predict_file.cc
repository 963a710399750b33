// predict_file AUDIO: the emotion of a recording, by the bundled model.
#include <emovox/audio.h>
#include <emovox/error.h>
#include <emovox/model.h>

#include <cstdio>

int main(int argc, char** argv) try {
  if (argc != 2) return std::fprintf(stderr, "usage: predict_file AUDIO\n"), 2;
  const emovox::Model model = emovox::Model::bundled();
  const emovox::Prediction prediction = model.predict(emovox::load_audio(argv[1]));
  std::printf("%s %.3f\n", prediction.label.c_str(), prediction.confidence);
} catch (const emovox::Error& error) {
  std::fprintf(stderr, "predict_file: %s\n", error.what());
  return 1;
}
