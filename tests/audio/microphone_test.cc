#include "audio/microphone.h"

#include <gmock/gmock.h>

#include "emovox/error.h"

namespace emovox::audio {
namespace {

using testing::HasSubstr;

const std::vector<InputDevice> kDevices{{.number = 0,
                                         .name = "HDA Intel: Analog (hw:0,0)",
                                         .system = "ALSA",
                                         .channels = 2,
                                         .sample_rate = 44100,
                                         .is_default = false},
                                        {.number = 3,
                                         .name = "USB Headset: Mono (hw:1,0)",
                                         .system = "ALSA",
                                         .channels = 1,
                                         .sample_rate = 48000,
                                         .is_default = false},
                                        {.number = 4,
                                         .name = "default",
                                         .system = "ALSA",
                                         .channels = 32,
                                         .sample_rate = 44100,
                                         .is_default = true}};

std::string refusal(const std::vector<InputDevice>& devices, const std::string& wanted) {
  try {
    choose_device(devices, wanted);
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::not_found);
    return error.what();
  }
  return "accepted";
}

TEST(Microphone, IsChosenByNumberNameOrDefault) {
  EXPECT_EQ(choose_device(kDevices, "").number, 4);
  EXPECT_EQ(choose_device(kDevices, "3").number, 3);
  EXPECT_EQ(choose_device(kDevices, "usb head").number, 3);
  EXPECT_EQ(choose_device(kDevices, "hw:").number, 0);
  EXPECT_EQ(choose_device({kDevices[1]}, "").number, 3);  // no default: the first
}

TEST(Microphone, AnUnknownDeviceIsRefusedWithAListOfDevices) {
  EXPECT_THAT(refusal(kDevices, "7"), HasSubstr("no device '7'; must be one of 0 HDA Intel"));
  EXPECT_THAT(refusal(kDevices, "webcam"), HasSubstr("no device 'webcam'"));
  EXPECT_THAT(refusal({}, ""), HasSubstr("this machine has no microphone"));
}

TEST(Microphone, ListingDevicesPrintsNothing) {
  ::testing::internal::CaptureStderr();
  try {
    for (const InputDevice& device : input_devices()) EXPECT_GE(device.channels, 1);
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::unsupported) << error.what();
  }
  EXPECT_EQ(::testing::internal::GetCapturedStderr(), "");
}

}  // namespace
}  // namespace emovox::audio
