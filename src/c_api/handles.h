// The structs behind the C API's opaque handles of models, streams and listeners.
#pragma once

#include "c_api/guard.h"
#include "emovox/listener.h"
#include "emovox/model.h"
#include "emovox/recording.h"
#include "emovox/stream.h"

struct emovox_model {
  emovox::Model model;
};

struct emovox_prediction {
  emovox::Prediction prediction;
};

struct emovox_stream {
  emovox::Stream stream;
};

struct emovox_listener {
  emovox::Listener listener;
};

struct emovox_event {
  emovox::VoiceEvent event;
  emovox_prediction prediction;  // prediction of the event
};
