// PortAudio, loaded while the program runs; what it and the systems under it print is kept off
// standard error.
#pragma once

#include <portaudio.h>

#include <memory>

namespace emovox::audio {

/// The functions of the library that are used, and its life: initialised with the first of these
/// that is alive, ended with the last.
class PortAudio {
 public:
  /// Throws unsupported where the library is not installed, io where it does not start.
  static std::shared_ptr<const PortAudio> load();
  PortAudio(const PortAudio&) = delete;
  PortAudio& operator=(const PortAudio&) = delete;
  ~PortAudio();

  decltype(&Pa_GetDeviceCount) device_count = nullptr;
  decltype(&Pa_GetDeviceInfo) device_info = nullptr;
  decltype(&Pa_GetHostApiInfo) system_info = nullptr;
  decltype(&Pa_GetDefaultInputDevice) default_input = nullptr;
  decltype(&Pa_OpenStream) open_stream = nullptr;
  decltype(&Pa_StartStream) start_stream = nullptr;
  decltype(&Pa_ReadStream) read_stream = nullptr;
  decltype(&Pa_CloseStream) close_stream = nullptr;
  decltype(&Pa_GetErrorText) error_text = nullptr;

 private:
  PortAudio();
  template <class Function>
  void find(Function& function, const char* name) const;

  void* library_ = nullptr;
  decltype(&Pa_Terminate) terminate_ = nullptr;
};

/// While it lives, standard error leads nowhere: ALSA and JACK write there of every device that is
/// not there.
class QuietStandardError {
 public:
  QuietStandardError();
  QuietStandardError(const QuietStandardError&) = delete;
  QuietStandardError& operator=(const QuietStandardError&) = delete;
  ~QuietStandardError();

 private:
  int kept_;  // descriptor, or -1
};

}  // namespace emovox::audio
