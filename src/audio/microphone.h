// Recording from a microphone through PortAudio. The library is loaded when it is first needed, so
// that programs also run where it is not installed.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace emovox::audio {

struct InputDevice {
  int number = 0;           // PortAudio's number of the device
  std::string name;         // "USB Audio: - (hw:1,0)"
  std::string system;       // "ALSA"
  int channels = 0;         // at most
  double sample_rate = 0;   // Hz, the device's default
  bool is_default = false;  // the system's default device
};

/// The devices that can record; an empty list is no error. Throws unsupported (no PortAudio on this
/// machine).
std::vector<InputDevice> input_devices();

/// The device with this number, or the first whose name contains this text in upper or lower case;
/// empty: the default. Throws not_found with a list of the devices.
InputDevice choose_device(const std::vector<InputDevice>& devices, const std::string& wanted);

/// A device that records one channel at its default rate. Not for two threads at once.
class Microphone {
 public:
  /// Throws not_found, io (busy, taken away), unsupported.
  static Microphone open(const std::string& wanted);
  Microphone(Microphone&&) noexcept;
  Microphone& operator=(Microphone&&) noexcept;
  ~Microphone();

  int sample_rate() const noexcept;  // Hz
  const std::string& name() const noexcept;

  /// Waits until `block` is filled with the samples that follow those of the last call. Throws io.
  void read(std::span<float> block);

  /// How often samples were lost because they were not read in time.
  std::size_t losses() const noexcept;

 private:
  class Impl;
  explicit Microphone(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace emovox::audio
