#include "audio/microphone.h"

#include <algorithm>
#include <cmath>

#include "audio/portaudio.h"
#include "emovox/error.h"
#include "text/characters.h"
#include "text/join.h"
#include "text/number.h"

namespace emovox::audio {
namespace {

std::string listed(const std::vector<InputDevice>& devices) {
  return text::joined(devices, [](const InputDevice& device) {
    return std::to_string(device.number) + " " + device.name;
  });
}

std::vector<InputDevice> devices_of(const PortAudio& library) {
  std::vector<InputDevice> devices;
  const PaDeviceIndex standard = library.default_input();
  for (PaDeviceIndex d = 0; d < library.device_count(); ++d) {
    const PaDeviceInfo* info = library.device_info(d);
    if (info == nullptr || info->maxInputChannels < 1) continue;
    const PaHostApiInfo* system = library.system_info(info->hostApi);
    devices.push_back({.number = d,
                       .name = info->name,
                       .system = system == nullptr ? "" : system->name,
                       .channels = info->maxInputChannels,
                       .sample_rate = info->defaultSampleRate,
                       .is_default = d == standard});
  }
  return devices;
}

}  // namespace

std::vector<InputDevice> input_devices() { return devices_of(*PortAudio::load()); }

InputDevice choose_device(const std::vector<InputDevice>& devices, const std::string& wanted) {
  if (devices.empty()) {
    throw Error(ErrorCode::not_found, "microphone", "this machine has no microphone",
                "must be plugged in; else name a file, or - for standard input");
  }
  if (wanted.empty()) {
    const auto standard = std::ranges::find_if(devices, &InputDevice::is_default);
    return standard == devices.end() ? devices.front() : *standard;
  }
  int number = -1;
  const bool is_number = text::parse_whole(wanted, number) == std::errc{};
  for (const InputDevice& device : devices) {
    const bool named =
        text::to_lower(device.name).find(text::to_lower(wanted)) != std::string::npos;
    if (is_number ? device.number == number : named) return device;
  }
  throw Error(ErrorCode::not_found, "microphone", "no device '" + wanted + "'",
              "must be one of " + listed(devices));
}

class Microphone::Impl {
 public:
  explicit Impl(const std::string& wanted)
      : library_(PortAudio::load()), device_(choose_device(devices_of(*library_), wanted)) {
    const PaStreamParameters input{.device = device_.number,
                                   .channelCount = 1,
                                   .sampleFormat = paFloat32,
                                   .suggestedLatency = kLatency,
                                   .hostApiSpecificStreamInfo = nullptr};
    const QuietStandardError quiet;
    check(library_->open_stream(&stream_, &input, nullptr, device_.sample_rate,
                                paFramesPerBufferUnspecified, paNoFlag, nullptr, nullptr));
    if (const PaError problem = library_->start_stream(stream_); problem != paNoError) {
      library_->close_stream(stream_);
      check(problem);
    }
  }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;
  ~Impl() { library_->close_stream(stream_); }

  const InputDevice& device() const noexcept { return device_; }
  std::size_t losses() const noexcept { return losses_; }

  void read(std::span<float> block) {
    const PaError problem = library_->read_stream(stream_, block.data(), block.size());
    if (problem == paInputOverflowed) {
      ++losses_;  // the block is filled nevertheless
    } else {
      check(problem);
    }
  }

 private:
  static constexpr double kLatency = 0.05;  // seconds that the device may hold back

  void check(PaError problem) const {
    if (problem == paNoError) return;
    throw Error(ErrorCode::io, device_.name, library_->error_text(problem),
                "must be a microphone that no other program uses");
  }

  std::shared_ptr<const PortAudio> library_;
  InputDevice device_;
  PaStream* stream_ = nullptr;
  std::size_t losses_ = 0;
};

Microphone::Microphone(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Microphone::Microphone(Microphone&&) noexcept = default;
Microphone& Microphone::operator=(Microphone&&) noexcept = default;
Microphone::~Microphone() = default;

Microphone Microphone::open(const std::string& wanted) {
  return Microphone(std::make_unique<Impl>(wanted));
}

int Microphone::sample_rate() const noexcept {
  return static_cast<int>(std::lround(impl_->device().sample_rate));
}

const std::string& Microphone::name() const noexcept { return impl_->device().name; }
void Microphone::read(std::span<float> block) { impl_->read(block); }
std::size_t Microphone::losses() const noexcept { return impl_->losses(); }

}  // namespace emovox::audio
