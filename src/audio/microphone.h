// Sound that is being recorded, through PortAudio. Its library is loaded when it is first needed,
// so that programs start without it and run where it is not installed.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace emovox::audio {

struct InputDevice {
  int number = 0;           // PortAudio's
  std::string name;         // "USB Audio: - (hw:1,0)"
  std::string system;       // "ALSA"
  int channels = 0;         // at most
  double sample_rate = 0;   // Hz that it likes best
  bool is_default = false;  // what is taken when none is named
};

/// What can be recorded from; none is no error. Throws unsupported (no PortAudio on this machine).
std::vector<InputDevice> input_devices();

/// The device of this number or, first, of which the name has this text in it, of any case; empty:
/// the default. Throws not_found, which names what there is.
InputDevice choose_device(const std::vector<InputDevice>& devices, const std::string& wanted);

/// A device that records, at the rate it likes best, one channel. Not for two threads at once.
class Microphone {
 public:
  /// Throws not_found, io (busy, taken away), unsupported.
  static Microphone open(const std::string& wanted);
  Microphone(Microphone&&) noexcept;
  Microphone& operator=(Microphone&&) noexcept;
  ~Microphone();

  int sample_rate() const noexcept;  // Hz
  const std::string& name() const noexcept;

  /// Waits until `block` is full of what was recorded since the last call. Throws io.
  void read(std::span<float> block);

  /// How often the machine did not fetch samples in time, so that some were lost.
  std::size_t losses() const noexcept;

 private:
  class Impl;
  explicit Microphone(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace emovox::audio
