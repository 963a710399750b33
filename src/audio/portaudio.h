// PortAudio, loaded at run time. Messages that it and the sound systems below it print are kept off
// standard error.
#pragma once

#include <portaudio.h>

#include <memory>

namespace emovox::audio {

/// The functions of PortAudio that we use. The library is initialised when the first object is
/// created and terminated when the last one is destroyed.
class PortAudio {
 public:
  /// Safe from several threads at once: they share one object. Throws unsupported where the library
  /// is not installed, io where it does not start.
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

/// While an object exists, the standard error of the process goes to /dev/null: ALSA and JACK print
/// a message for every missing device. Several objects may exist at once, in several threads.
class QuietStandardError {
 public:
  QuietStandardError();
  QuietStandardError(const QuietStandardError&) = delete;
  QuietStandardError& operator=(const QuietStandardError&) = delete;
  ~QuietStandardError();
};

}  // namespace emovox::audio
