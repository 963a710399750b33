// A fake PortAudio without devices: the functions that emovox uses.
#include <portaudio.h>

#include <atomic>
#include <chrono>
#include <thread>

namespace {

std::atomic<int> initialisations = 0;
std::atomic<int> terminations = 0;

}  // namespace

extern "C" {

int fake_initialisations() { return initialisations; }
int fake_terminations() { return terminations; }

PaError Pa_Initialize() {
  ++initialisations;
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  return paNoError;
}
PaError Pa_Terminate() {
  ++terminations;
  return paNoError;
}
PaDeviceIndex Pa_GetDeviceCount() { return 0; }
const PaDeviceInfo* Pa_GetDeviceInfo(PaDeviceIndex) { return nullptr; }
const PaHostApiInfo* Pa_GetHostApiInfo(PaHostApiIndex) { return nullptr; }
PaDeviceIndex Pa_GetDefaultInputDevice() { return paNoDevice; }
PaError Pa_OpenStream(PaStream**, const PaStreamParameters*, const PaStreamParameters*, double,
                      unsigned long, PaStreamFlags, PaStreamCallback*, void*) {
  return paInvalidDevice;
}
PaError Pa_StartStream(PaStream*) { return paBadStreamPtr; }
PaError Pa_ReadStream(PaStream*, void*, unsigned long) { return paBadStreamPtr; }
PaError Pa_CloseStream(PaStream*) { return paBadStreamPtr; }
const char* Pa_GetErrorText(PaError) { return "no device"; }

}  // extern "C"
