// emovox features: the files contain the library's numbers. This test reads them with its own
// reader.
#include "emovox/features.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zlib.h>

#include <cstring>

#include "command/program.h"
#include "command/wav.h"
#include "model/random_model.h"
#include "text/csv.h"

namespace emovox::testing {
namespace {

using ::testing::HasSubstr;

template <class T>
T number_at(const std::string& bytes, std::size_t offset) {
  T value{};
  std::memcpy(&value, bytes.data() + offset, sizeof value);
  return value;
}

struct Npy {
  std::string header;
  std::string values;
};

Npy parse_npy(const std::string& bytes) {
  EXPECT_EQ(bytes.substr(0, 8), std::string("\x93NUMPY\x01\x00", 8));
  const std::size_t length = number_at<std::uint16_t>(bytes, 8);
  EXPECT_EQ((10 + length) % 64, 0u);
  EXPECT_EQ(bytes[9 + length], '\n');
  return {bytes.substr(10, length), bytes.substr(10 + length)};
}

std::vector<float> floats_of(const std::string& bytes) {
  std::vector<float> values(bytes.size() / sizeof(float));
  std::memcpy(values.data(), bytes.data(), bytes.size());
  return values;
}

// Entries by name, through the central directory as readers find them.
std::map<std::string, std::string> unzip(const std::string& zip) {
  std::map<std::string, std::string> entries;
  const std::size_t end = zip.size() - 22;
  EXPECT_EQ(zip.substr(end, 4), "PK\5\6");
  std::size_t at = number_at<std::uint32_t>(zip, end + 16);
  EXPECT_EQ(at + number_at<std::uint32_t>(zip, end + 12), end);
  for (int i = 0; i < number_at<std::uint16_t>(zip, end + 10); ++i) {
    EXPECT_EQ(zip.substr(at, 4), "PK\1\2");
    const std::size_t size = number_at<std::uint32_t>(zip, at + 24);
    const std::size_t name = number_at<std::uint16_t>(zip, at + 28);
    const std::size_t local = number_at<std::uint32_t>(zip, at + 42);
    EXPECT_EQ(zip.substr(local, 4), "PK\3\4");
    const std::string data = zip.substr(local + 30 + name, size);
    const auto crc = crc32(0, reinterpret_cast<const Bytef*>(data.data()), static_cast<uInt>(size));
    EXPECT_EQ(number_at<std::uint32_t>(zip, at + 16), crc);
    EXPECT_EQ(number_at<std::uint32_t>(zip, local + 14), crc);
    entries[zip.substr(at + 46, name)] = data;
    at += 46 + name;
  }
  return entries;
}

class FeatureFiles : public ::testing::Test {
 protected:
  FeatureFiles() {
    const Audio audio = model::random_voice(0.5, 16000, 5);
    expected_ = extract_features(audio);
    place_.write("a.wav", wav_float(audio.samples));
  }

  Outcome features(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "features");
    Outcome run = place_.run(arguments);
    EXPECT_EQ(run.status, 0) << run.err;
    return run;
  }

  Place place_;
  Features expected_;
};

TEST_F(FeatureFiles, NpzHoldsEverySetWithTimesAndNames) {
  features({"a.wav", "-o", "a.npz"});
  auto entries = unzip(place_.read("a.npz"));
  const Npy log_mel = parse_npy(entries.at("log_mel.npy"));
  EXPECT_THAT(log_mel.header,
              HasSubstr("'descr': '<f4', 'fortran_order': False, 'shape': (51, 64)"));
  EXPECT_EQ(floats_of(log_mel.values), expected_.log_mel.values);
  EXPECT_EQ(floats_of(parse_npy(entries.at("lld.npy")).values), expected_.lld.values);
  const Npy time = parse_npy(entries.at("time.npy"));
  EXPECT_THAT(time.header, HasSubstr("'<f8'"));
  EXPECT_EQ(number_at<double>(time.values, 8 * 50), 0.5);
  const Npy names = parse_npy(entries.at("lld_names.npy"));
  EXPECT_THAT(names.header, HasSubstr("'shape': (45,)"));
  std::string first;
  for (std::size_t i = 0; i < 6; ++i) first += static_cast<char>(names.values[4 * i]);
  EXPECT_EQ(first, "mfcc_1");
}

TEST_F(FeatureFiles, NpyHoldsBothSetsSideBySide) {
  features({"a.wav", "-o", "a.npy"});
  const Npy npy = parse_npy(place_.read("a.npy"));
  EXPECT_THAT(npy.header, HasSubstr("(51, 109)"));
  const auto values = floats_of(npy.values);
  EXPECT_EQ(values[109 * 7 + 3], expected_.log_mel.frame(7)[3]);
  EXPECT_EQ(values[109 * 7 + 64], expected_.lld.frame(7)[0]);
}

TEST_F(FeatureFiles, CsvNamesItsColumns) {
  const Outcome run = features({"a.wav", "-o", "-"});
  const auto csv = text::parse_csv(run.out, "out");
  ASSERT_EQ(csv.rows.size(), 51u);
  ASSERT_EQ(csv.columns.size(), 110u);
  EXPECT_EQ(csv.rows[7].cells[csv.column("time")], "0.07");
  EXPECT_EQ(std::stof(csv.rows[7].cells[csv.column("zcr")]), expected_.lld.frame(7)[39]);
  EXPECT_EQ(std::stof(csv.rows[7].cells[csv.column("log_mel_64")]), expected_.log_mel.frame(7)[63]);
  features({"a.wav", "-o", "a.csv"});
  EXPECT_EQ(place_.read("a.csv"), run.out);
}

TEST_F(FeatureFiles, FeatureSetsCanBeChosen) {
  features({"a.wav", "-o", "a.npy", "--set", "lld"});
  EXPECT_EQ(floats_of(parse_npy(place_.read("a.npy")).values), expected_.lld.values);
}

TEST_F(FeatureFiles, ProsodyIsWrittenIfRequested) {
  const auto audio = model::random_voice(0.5, 16000, 5);
  const FrameMatrix prosody = extract_features(audio, {}, kFeatureSets).prosody;
  features({"a.wav", "-o", "a.npy", "--set", "prosody"});
  EXPECT_EQ(floats_of(parse_npy(place_.read("a.npy")).values), prosody.values);
  const Outcome run = features({"a.wav", "-o", "-", "--set", "lld,prosody"});
  const auto csv = text::parse_csv(run.out, "out");
  ASSERT_EQ(csv.columns.size(), 51u);
  EXPECT_EQ(csv.columns[1], "mfcc_1");
  EXPECT_EQ(csv.columns[46], "pitch");
  EXPECT_EQ(std::stof(csv.rows[7].cells[csv.column("energy_delta")]), prosody.frame(7)[4]);
  features({"a.wav", "-o", "a.npz", "--set", "log_mel,lld,prosody"});
  auto entries = unzip(place_.read("a.npz"));
  EXPECT_EQ(floats_of(parse_npy(entries.at("prosody.npy")).values), prosody.values);
  EXPECT_EQ(floats_of(parse_npy(entries.at("log_mel.npy")).values), expected_.log_mel.values);
}

TEST_F(FeatureFiles, RefusesUnknownAndRepeatedSets) {
  for (const char* sets : {"lld,lld", "pitch", ""}) {
    const Outcome run = place_.run({"features", "a.wav", "-o", "-", "--set", sets});
    EXPECT_NE(run.status, 0) << sets;
    EXPECT_THAT(run.err, HasSubstr("--set")) << sets;
  }
}

TEST_F(FeatureFiles, OutputFolderHasTheStructureOfTheInputFolder) {
  std::filesystem::create_directories(place_.path("in/deep"));
  std::filesystem::copy(place_.path("a.wav"), place_.path("in/x.wav"));
  std::filesystem::copy(place_.path("a.wav"), place_.path("in/deep/x.wav"));
  features({"in", "-o", "out", "--format", "csv"});
  EXPECT_EQ(place_.read("out/x.csv"), place_.read("out/deep/x.csv"));
  EXPECT_NE(place_.read("out/x.csv"), "");
}

TEST_F(FeatureFiles, RefusesTwoRecordingsWithTheSameOutputFile) {
  std::filesystem::create_directories(place_.path("in"));
  std::filesystem::copy(place_.path("a.wav"), place_.path("in/a.wav"));
  const Outcome run = place_.run({"features", "a.wav", "in/a.wav", "-o", "out"});
  EXPECT_EQ(run.status, 2);
  EXPECT_THAT(run.err, HasSubstr("would hold both a.wav and in/a.wav"));
  EXPECT_FALSE(std::filesystem::exists(place_.path("out")));
}

TEST_F(FeatureFiles, AnOutputThatCannotBeWrittenIsADataError) {
  const std::string too_long(300, 'x');  // longer than a file name may be
  const Outcome run = place_.run({"features", "a.wav", "a.wav", "-o", too_long});
  EXPECT_EQ(run.status, 3) << run.err;
  EXPECT_THAT(run.err, HasSubstr("emovox: " + too_long + ": "));
}

}  // namespace
}  // namespace emovox::testing
