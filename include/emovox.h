/* The C API of emovox: speech emotion recognition, feature extraction and voice activity detection.
 *
 * Status. Every function that can fail returns an emovox_status. It gives its result through its
 * last argument, and sets that to NULL where it fails. emovox_last_error() then tells what was
 * wrong. No C++ exception leaves this API, and it never ends the program. A null pointer where an
 * object or a result must be is EMOVOX_INVALID_ARGUMENT.
 *
 * Ownership. What a function gives through a pointer to a pointer belongs to the caller, who frees
 * it with the function named emovox_..._free; NULL may be freed. What a getter returns belongs to
 * the object that it was asked of, and lives as long. Streams, listeners and predictions stay valid
 * when their model is freed. Getters return 0 or NULL for a null object and beyond a last index.
 *
 * Threads. A model may be used by many threads at once. Every other object is used by one thread
 * at a time; two threads may use two objects. A model keeps the threads that it computes with, and
 * ends them when it and all its streams and listeners are freed. emovox_last_error() is of the
 * calling thread.
 *
 * All objects are opaque, so that programs need not be compiled again for a library with the same
 * soname. Times are in seconds, sample rates in Hz; samples are mono float32, nominally in [-1, 1].
 */
#ifndef EMOVOX_H
#define EMOVOX_H

#include <stddef.h>

#include "emovox/export.h"
#include "emovox/version.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum emovox_status {
  EMOVOX_OK = 0,
  EMOVOX_INVALID_ARGUMENT = 1, /* an argument is outside what the function accepts */
  EMOVOX_NOT_FOUND = 2,        /* a file or name that does not exist */
  EMOVOX_CORRUPT_DATA = 3,     /* bytes that contradict their own format */
  EMOVOX_UNSUPPORTED = 4,      /* a valid thing that this build or version does not handle */
  EMOVOX_IO = 5,               /* the operating system refused to read */
  EMOVOX_INTERNAL = 6,         /* a defect of the library */
  EMOVOX_OUT_OF_MEMORY = 7,
  EMOVOX_TOO_LONG = 8, /* audio that lasts longer than is allowed */
  EMOVOX_CANCELLED = 9
} emovox_status;

/* The name of a status: "corrupt_data"; "unknown" for a number that is none. Never NULL. */
EMOVOX_EXPORT const char* emovox_status_name(emovox_status status);

/* What was wrong in the last call of this thread that failed: "where: what was; what must be", at
 * most 1023 bytes. Empty before the first failure. Valid until the next failure in this thread. */
EMOVOX_EXPORT const char* emovox_last_error(void);

/* The version of the library that runs: "0.2.0". EMOVOX_VERSION is that of this header. */
EMOVOX_EXPORT const char* emovox_version(void);

/* ---- Options: numbers by name. NULL means the defaults everywhere. ------------------------
 * The names are the fields of the C++ structs: StreamOptions in emovox/model.h ("window", "hop"),
 * ListenOptions in emovox/listener.h, FeatureOptions in emovox/features.h, VoiceActivityOptions in
 * emovox/vad.h. A function refuses a name that its options lack, and a value out of range. */
typedef struct emovox_options emovox_options;
EMOVOX_EXPORT emovox_status emovox_options_new(emovox_options** options);
EMOVOX_EXPORT void emovox_options_free(emovox_options* options);
EMOVOX_EXPORT emovox_status emovox_options_set(emovox_options* options, const char* name,
                                               double value);

/* ---- Audio ------------------------------------------------------------------------------------
 */
typedef struct emovox_audio emovox_audio;
/* A whole recording, all channels averaged. sample_rate 0 keeps the recording's own rate. */
EMOVOX_EXPORT emovox_status emovox_audio_load(const char* path, int sample_rate,
                                              emovox_audio** audio);
EMOVOX_EXPORT void emovox_audio_free(emovox_audio* audio);
EMOVOX_EXPORT const float* emovox_audio_samples(const emovox_audio* audio);
EMOVOX_EXPORT size_t emovox_audio_sample_count(const emovox_audio* audio);
EMOVOX_EXPORT int emovox_audio_sample_rate(const emovox_audio* audio);

/* ---- Models -----------------------------------------------------------------------------------
 */
typedef struct emovox_model emovox_model;
/* How a loaded model holds its weights. */
typedef enum emovox_precision {
  EMOVOX_FLOAT32 = 0, /* as trained */
  EMOVOX_FLOAT16 = 1, /* half the memory */
  EMOVOX_INT8 = 2     /* a quarter of the memory */
} emovox_precision;

/* `threads` is how many threads one call computes with at most, the caller's own among them; 0: one
 * for each processor. The numbers do not depend on it. */
EMOVOX_EXPORT emovox_status emovox_model_load(const char* path, emovox_precision precision,
                                              int threads, emovox_model** model);
/* The same from the bytes of a model file, which are copied. */
EMOVOX_EXPORT emovox_status emovox_model_load_memory(const void* bytes, size_t byte_count,
                                                     emovox_precision precision, int threads,
                                                     emovox_model** model);
/* The model that is built into the library; EMOVOX_NOT_FOUND in a build without one. */
EMOVOX_EXPORT emovox_status emovox_model_load_bundled(emovox_precision precision, int threads,
                                                      emovox_model** model);
EMOVOX_EXPORT void emovox_model_free(emovox_model* model);
EMOVOX_EXPORT const char* emovox_model_name(const emovox_model* model);
EMOVOX_EXPORT int emovox_model_sample_rate(const emovox_model* model); /* others are resampled */
EMOVOX_EXPORT size_t emovox_model_label_count(const emovox_model* model);
EMOVOX_EXPORT const char* emovox_model_label(const emovox_model* model, size_t index);

/* ---- Predictions ------------------------------------------------------------------------------
 */
typedef struct emovox_prediction emovox_prediction;
typedef enum emovox_state {
  EMOVOX_STATE_OK = 0,
  EMOVOX_STATE_SILENT = 1,   /* the peak stays under -60 dB of full scale */
  EMOVOX_STATE_TOO_SHORT = 2 /* less than 0.1 s */
} emovox_state;

/* The emotion of one recording, in bounded memory however long the file is. */
EMOVOX_EXPORT emovox_status emovox_predict_file(const emovox_model* model, const char* path,
                                                emovox_prediction** prediction);
EMOVOX_EXPORT emovox_status emovox_predict_samples(const emovox_model* model, const float* samples,
                                                   size_t sample_count, int sample_rate,
                                                   emovox_prediction** prediction);
EMOVOX_EXPORT void emovox_prediction_free(emovox_prediction* prediction);
EMOVOX_EXPORT emovox_state emovox_prediction_state(const emovox_prediction* prediction);
/* The most probable label; empty unless the state is EMOVOX_STATE_OK. */
EMOVOX_EXPORT const char* emovox_prediction_label(const emovox_prediction* prediction);
/* The label's probability, 0 to 1. */
EMOVOX_EXPORT float emovox_prediction_confidence(const emovox_prediction* prediction);
/* 1 where the confidence is below the model's threshold, otherwise 0. */
EMOVOX_EXPORT int emovox_prediction_uncertain(const emovox_prediction* prediction);
EMOVOX_EXPORT double emovox_prediction_start(const emovox_prediction* prediction); /* seconds */
EMOVOX_EXPORT double emovox_prediction_end(const emovox_prediction* prediction);   /* seconds */
/* One for each label of the model; none unless the state is EMOVOX_STATE_OK. */
EMOVOX_EXPORT size_t emovox_prediction_probability_count(const emovox_prediction* prediction);
EMOVOX_EXPORT const float* emovox_prediction_probabilities(const emovox_prediction* prediction);
/* The weight of each time step; they sum to 1. None for a model without attention. */
EMOVOX_EXPORT size_t emovox_prediction_attention_count(const emovox_prediction* prediction);
EMOVOX_EXPORT const float* emovox_prediction_attention(const emovox_prediction* prediction);

/* ---- Streams: one voice in pieces, predicted in sliding windows --------------------------------
 */
typedef struct emovox_stream emovox_stream;
/* Options: "window" and "hop", in seconds. */
EMOVOX_EXPORT emovox_status emovox_stream_open(const emovox_model* model, int sample_rate,
                                               const emovox_options* options,
                                               emovox_stream** stream);
EMOVOX_EXPORT void emovox_stream_free(emovox_stream* stream);
EMOVOX_EXPORT emovox_status emovox_stream_push(emovox_stream* stream, const float* samples,
                                               size_t sample_count);
/* The oldest window that is complete and was not yet given; EMOVOX_OK and NULL: none is. */
EMOVOX_EXPORT emovox_status emovox_stream_poll(emovox_stream* stream,
                                               emovox_prediction** prediction);
/* Ends the voice. Call it until it gives NULL; only reset and free may follow. */
EMOVOX_EXPORT emovox_status emovox_stream_finish(emovox_stream* stream,
                                                 emovox_prediction** prediction);
/* Forgets everything: time starts at 0 again. */
EMOVOX_EXPORT emovox_status emovox_stream_reset(emovox_stream* stream);

/* ---- Listeners: one voice in pieces, cut into utterances by voice activity detection -----------
 */
typedef struct emovox_listener emovox_listener;
typedef struct emovox_event emovox_event;
typedef enum emovox_event_kind {
  EMOVOX_UTTERANCE_START = 0, /* somebody has been speaking since the event's start */
  EMOVOX_EMOTION = 1,         /* of a window of the utterance */
  EMOVOX_UTTERANCE_END = 2    /* of the utterance as a whole */
} emovox_event_kind;

EMOVOX_EXPORT emovox_status emovox_listener_open(const emovox_model* model, int sample_rate,
                                                 const emovox_options* options,
                                                 emovox_listener** listener);
EMOVOX_EXPORT void emovox_listener_free(emovox_listener* listener);
EMOVOX_EXPORT emovox_status emovox_listener_push(emovox_listener* listener, const float* samples,
                                                 size_t sample_count);
/* The oldest event that was not yet given; EMOVOX_OK and NULL: there is none. */
EMOVOX_EXPORT emovox_status emovox_listener_poll(emovox_listener* listener, emovox_event** event);
/* Ends the voice, and an open utterance with it. Call it until it gives NULL; only reset and free
 * may follow. */
EMOVOX_EXPORT emovox_status emovox_listener_finish(emovox_listener* listener, emovox_event** event);
EMOVOX_EXPORT emovox_status emovox_listener_reset(emovox_listener* listener);
EMOVOX_EXPORT void emovox_event_free(emovox_event* event);
EMOVOX_EXPORT emovox_event_kind emovox_event_get_kind(const emovox_event* event);
EMOVOX_EXPORT size_t emovox_event_utterance(const emovox_event* event); /* 1, 2, 3... */
EMOVOX_EXPORT double emovox_event_start(const emovox_event* event);     /* seconds */
EMOVOX_EXPORT double emovox_event_end(const emovox_event* event);       /* seconds */
/* Belongs to the event; NULL for EMOVOX_UTTERANCE_START. */
EMOVOX_EXPORT const emovox_prediction* emovox_event_prediction(const emovox_event* event);

/* ---- Features: a [frames, dims] matrix of float32, row by row ----------------------------------
 */
typedef struct emovox_features emovox_features;
typedef enum emovox_feature_set {
  EMOVOX_LOG_MEL = 0, /* log-mel spectrum, dB; 64 dims by default */
  EMOVOX_LLD = 1,     /* low-level descriptors; 45 dims by default */
  EMOVOX_PROSODY = 2  /* pitch, voicing and energy; 5 dims */
} emovox_feature_set;

EMOVOX_EXPORT emovox_status emovox_features_extract(const float* samples, size_t sample_count,
                                                    int sample_rate, emovox_feature_set set,
                                                    const emovox_options* options,
                                                    emovox_features** features);
EMOVOX_EXPORT void emovox_features_free(emovox_features* features);
EMOVOX_EXPORT size_t emovox_features_frames(const emovox_features* features);
EMOVOX_EXPORT size_t emovox_features_dims(const emovox_features* features);
EMOVOX_EXPORT const float* emovox_features_values(const emovox_features* features);
/* The name of a dimension: "mfcc_1". */
EMOVOX_EXPORT const char* emovox_features_name(const emovox_features* features, size_t dim);

/* ---- Voice activity: where somebody speaks ------------------------------------------------------
 */
typedef struct emovox_segments emovox_segments;
EMOVOX_EXPORT emovox_status emovox_voice_activity(const float* samples, size_t sample_count,
                                                  int sample_rate, const emovox_options* options,
                                                  emovox_segments** segments);
EMOVOX_EXPORT void emovox_segments_free(emovox_segments* segments);
EMOVOX_EXPORT size_t emovox_segments_count(const emovox_segments* segments);
EMOVOX_EXPORT double emovox_segments_start(const emovox_segments* segments, size_t index);
EMOVOX_EXPORT double emovox_segments_end(const emovox_segments* segments, size_t index);

#ifdef __cplusplus
}
#endif

#endif
