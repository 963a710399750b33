// The C API's models and predictions: opaque handles around emovox::Model and emovox::Prediction.
#include "c_api/handles.h"

namespace {

using emovox::Model;
using emovox::WeightPrecision;
using emovox::c_api::give;
using emovox::c_api::require;
using emovox::c_api::to_span;

emovox::LoadOptions load_options(emovox_precision precision, int threads) {
  return {.precision = emovox::c_api::to_enum(precision, WeightPrecision::int8, "precision"),
          .threads = threads};
}

}  // namespace

emovox_status emovox_model_load(const char* path, emovox_precision precision, int threads,
                                emovox_model** model) {
  return give(model, [&] {
    return new emovox_model{Model::load(&require(path, "path"), load_options(precision, threads))};
  });
}

emovox_status emovox_model_load_memory(const void* bytes, size_t byte_count,
                                       emovox_precision precision, int threads,
                                       emovox_model** model) {
  return give(model, [&] {
    const auto* first = static_cast<const std::byte*>(bytes);
    require(first, "bytes");
    return new emovox_model{
        Model::from_memory({first, byte_count}, "model", load_options(precision, threads))};
  });
}

emovox_status emovox_model_load_bundled(emovox_precision precision, int threads,
                                        emovox_model** model) {
  return give(model,
              [&] { return new emovox_model{Model::bundled(load_options(precision, threads))}; });
}

void emovox_model_free(emovox_model* model) { delete model; }

const char* emovox_model_name(const emovox_model* model) {
  return model ? model->model.info().name.c_str() : nullptr;
}

int emovox_model_sample_rate(const emovox_model* model) {
  return model ? model->model.info().features.sample_rate : 0;
}

size_t emovox_model_label_count(const emovox_model* model) {
  return model ? model->model.labels().size() : 0;
}

const char* emovox_model_label(const emovox_model* model, size_t index) {
  return index < emovox_model_label_count(model) ? model->model.labels()[index].c_str() : nullptr;
}

emovox_status emovox_predict_file(const emovox_model* model, const char* path,
                                  emovox_prediction** prediction) {
  return give(prediction, [&] {
    const Model& asked = require(model, "model").model;
    auto reader = emovox::AudioReader::open(&require(path, "path"),
                                            {.sample_rate = asked.info().features.sample_rate});
    return new emovox_prediction{emovox::predict_recording(asked, reader).whole};
  });
}

emovox_status emovox_predict_samples(const emovox_model* model, const float* samples,
                                     size_t sample_count, int sample_rate,
                                     emovox_prediction** prediction) {
  return give(prediction, [&] {
    const Model& asked = require(model, "model").model;
    const auto span = to_span(samples, sample_count);
    return new emovox_prediction{asked.predict({{span.begin(), span.end()}, sample_rate})};
  });
}

void emovox_prediction_free(emovox_prediction* prediction) { delete prediction; }

emovox_state emovox_prediction_state(const emovox_prediction* prediction) {
  return prediction ? static_cast<emovox_state>(prediction->prediction.state) : EMOVOX_STATE_OK;
}

const char* emovox_prediction_label(const emovox_prediction* prediction) {
  return prediction ? prediction->prediction.label.c_str() : nullptr;
}

float emovox_prediction_confidence(const emovox_prediction* prediction) {
  return prediction ? prediction->prediction.confidence : 0.0F;
}

int emovox_prediction_uncertain(const emovox_prediction* prediction) {
  return prediction && prediction->prediction.uncertain ? 1 : 0;
}

double emovox_prediction_start(const emovox_prediction* prediction) {
  return prediction ? prediction->prediction.start : 0.0;
}

double emovox_prediction_end(const emovox_prediction* prediction) {
  return prediction ? prediction->prediction.end : 0.0;
}

size_t emovox_prediction_probability_count(const emovox_prediction* prediction) {
  return prediction ? prediction->prediction.probabilities.size() : 0;
}

const float* emovox_prediction_probabilities(const emovox_prediction* prediction) {
  return prediction ? prediction->prediction.probabilities.data() : nullptr;
}

size_t emovox_prediction_attention_count(const emovox_prediction* prediction) {
  return prediction ? prediction->prediction.attention.size() : 0;
}

const float* emovox_prediction_attention(const emovox_prediction* prediction) {
  return prediction ? prediction->prediction.attention.data() : nullptr;
}
