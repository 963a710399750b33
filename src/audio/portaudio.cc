#include "audio/portaudio.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <unistd.h>

#include <mutex>
#include <string>

#include "emovox/error.h"

namespace emovox::audio {
namespace {

constexpr const char* kLibrary = "libportaudio.so.2";

}  // namespace

template <class Function>
void PortAudio::find(Function& function, const char* name) const {
  function = reinterpret_cast<Function>(::dlsym(library_, name));
  if (function != nullptr) return;
  throw Error(ErrorCode::unsupported, kLibrary, "has no " + std::string(name),
              "must be PortAudio 19");
}

PortAudio::PortAudio() {
  const QuietStandardError quiet;
  library_ = ::dlopen(kLibrary, RTLD_NOW | RTLD_LOCAL);
  if (library_ == nullptr) {
    throw Error(ErrorCode::unsupported, "microphone", "PortAudio is not installed",
                "must be installed: apt-get install libportaudio2");
  }
  decltype(&Pa_Initialize) initialise = nullptr;
  find(initialise, "Pa_Initialize");
  find(terminate_, "Pa_Terminate");
  find(device_count, "Pa_GetDeviceCount");
  find(device_info, "Pa_GetDeviceInfo");
  find(system_info, "Pa_GetHostApiInfo");
  find(default_input, "Pa_GetDefaultInputDevice");
  find(open_stream, "Pa_OpenStream");
  find(start_stream, "Pa_StartStream");
  find(read_stream, "Pa_ReadStream");
  find(close_stream, "Pa_CloseStream");
  find(error_text, "Pa_GetErrorText");
  if (const PaError problem = initialise(); problem != paNoError) {
    throw Error(ErrorCode::io, "PortAudio", error_text(problem), "must be able to start");
  }
}

/// The library stays loaded, because threads that it started may still run.
PortAudio::~PortAudio() {
  const QuietStandardError quiet;
  terminate_();
}

std::shared_ptr<const PortAudio> PortAudio::load() {
  static std::mutex mutex;  // two threads must not initialise the library at once
  static std::weak_ptr<const PortAudio> alive;
  const std::lock_guard lock(mutex);
  auto library = alive.lock();
  if (!library) alive = library = std::shared_ptr<const PortAudio>(new PortAudio);
  return library;
}

namespace {

/// Standard error belongs to the process: the first silencer redirects it, and the last
/// restores it.
struct Silence {
  std::mutex mutex;
  int count = 0;
  int kept = -1;  // descriptor of standard error, or -1
};

Silence& silence() {
  static Silence one;
  return one;
}

}  // namespace

QuietStandardError::QuietStandardError() {
  Silence& shared = silence();
  const std::lock_guard lock(shared.mutex);
  if (++shared.count > 1) return;
  const int nowhere = ::open("/dev/null", O_WRONLY | O_CLOEXEC);
  if (nowhere < 0) return;
  shared.kept = ::fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 0);
  if (shared.kept >= 0) ::dup2(nowhere, STDERR_FILENO);
  ::close(nowhere);
}

QuietStandardError::~QuietStandardError() {
  Silence& shared = silence();
  const std::lock_guard lock(shared.mutex);
  if (--shared.count > 0 || shared.kept < 0) return;
  ::dup2(shared.kept, STDERR_FILENO);
  ::close(shared.kept);
  shared.kept = -1;
}

}  // namespace emovox::audio
