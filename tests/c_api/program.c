/* The C API as a program in C uses it, compiled as C99. Exits with 1 and the failed line, or with
 * 0. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "emovox.h"

#define REQUIRE(condition)                                                             \
  do {                                                                                 \
    if (!(condition)) {                                                                \
      fprintf(stderr, "line %d: %s: %s\n", __LINE__, #condition, emovox_last_error()); \
      exit(1);                                                                         \
    }                                                                                  \
  } while (0)

enum { kRate = 16000, kSamples = 5 * kRate };

/* A sound that glides, loud enough for a prediction. */
static void make_sound(float* samples) {
  double phase = 0.0;
  int n;
  for (n = 0; n < kSamples; ++n) {
    phase += 2.0 * 3.14159265358979 * (150.0 + 100.0 * n / kSamples) / kRate;
    samples[n] = (float)(0.2 * sin(phase) + 0.1 * sin(5.0 * phase));
  }
}

static void check_prediction(const emovox_model* model, const emovox_prediction* prediction) {
  double sum = 0.0;
  size_t i;
  const size_t count = emovox_prediction_probability_count(prediction);
  REQUIRE(emovox_prediction_state(prediction) == EMOVOX_STATE_OK);
  REQUIRE(count == emovox_model_label_count(model));
  for (i = 0; i < count; ++i) sum += emovox_prediction_probabilities(prediction)[i];
  REQUIRE(fabs(sum - 1.0) < 1e-4);
  for (i = 0; i < count; ++i) {
    if (strcmp(emovox_model_label(model, i), emovox_prediction_label(prediction)) == 0) return;
  }
  REQUIRE(!"the label is one of the model's");
}

int main(void) {
  static float samples[kSamples];
  emovox_model* model = NULL;
  emovox_prediction* prediction = NULL;
  emovox_stream* stream = NULL;
  size_t windows = 0;
  make_sound(samples);

  REQUIRE(strcmp(emovox_version(), EMOVOX_VERSION) == 0);
  REQUIRE(strcmp(emovox_last_error(), "") == 0);
  REQUIRE(emovox_model_load("none.safetensors", EMOVOX_FLOAT32, 0, &model) == EMOVOX_NOT_FOUND);
  REQUIRE(model == NULL && strstr(emovox_last_error(), "none.safetensors") != NULL);

  REQUIRE(emovox_model_load_bundled(EMOVOX_FLOAT32, 0, &model) == EMOVOX_OK);
  REQUIRE(emovox_predict_samples(model, samples, kSamples, kRate, &prediction) == EMOVOX_OK);
  check_prediction(model, prediction);
  emovox_prediction_free(prediction);

  REQUIRE(emovox_stream_open(model, kRate, NULL, &stream) == EMOVOX_OK);
  emovox_model_free(model); /* the stream keeps it */
  REQUIRE(emovox_stream_push(stream, samples, kSamples) == EMOVOX_OK);
  while (emovox_stream_finish(stream, &prediction) == EMOVOX_OK && prediction != NULL) {
    ++windows;
    emovox_prediction_free(prediction);
  }
  REQUIRE(windows == 5);
  emovox_stream_free(stream);
  return 0;
}
