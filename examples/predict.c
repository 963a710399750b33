/* predict AUDIO: the emotion of a recording, by the bundled model, in C. */
#include <emovox.h>
#include <stdio.h>

int main(int argc, char** argv) {
  emovox_model* model = NULL;
  emovox_prediction* prediction = NULL;
  if (argc != 2) return fprintf(stderr, "usage: predict AUDIO\n"), 2;
  if (emovox_model_load_bundled(EMOVOX_FLOAT32, 0, &model) != EMOVOX_OK ||
      emovox_predict_file(model, argv[1], &prediction) != EMOVOX_OK) {
    fprintf(stderr, "predict: %s\n", emovox_last_error());
  } else {
    printf("%s %.3f\n", emovox_prediction_label(prediction),
           emovox_prediction_confidence(prediction));
  }
  const int failed = prediction == NULL;
  emovox_prediction_free(prediction);
  emovox_model_free(model);
  return failed;
}
