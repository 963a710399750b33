#include "corpus/utterance_audio.h"

#include <cfenv>
#include <map>

#include "corpus/checksum.h"
#include "corpus/leaks.h"
#include "corpus/make_manifest.h"
#include "corpus/make_wav.h"
#include "expect_error.h"
#include "temporary_folder.h"

namespace emovox::corpus {
namespace {

/// The number of bytes that this process has read so far, from files and other sources.
std::uint64_t bytes_read() {
  std::ifstream io("/proc/self/io");
  std::string name;
  std::uint64_t count = 0;
  EXPECT_TRUE(io >> name >> count && name == "rchar:");
  return count;
}

class UtteranceAudio : public ::testing::Test {
 protected:
  UtteranceAudio() { manifest_.folder = folder_.path(); }

  void add(const std::string& file, std::optional<double> start = {},
           std::optional<double> end = {}) {
    Utterance added = utterance(file, "s" + std::to_string(manifest_.utterances.size()), "joy");
    added.start = start;
    added.end = end;
    manifest_.utterances.push_back(added);
  }

  std::map<std::size_t, std::vector<float>> read_all() const {
    std::map<std::size_t, std::vector<float>> read;
    for_each_utterance(manifest_, [&](std::size_t utterance, Audio audio) {
      EXPECT_EQ(audio.sample_rate, 16000);
      EXPECT_TRUE(read.emplace(utterance, std::move(audio.samples)).second);
    });
    return read;
  }

  test::TemporaryFolder folder_;
  Manifest manifest_;
};

TEST_F(UtteranceAudio, SegmentsEqualTheSamplesOfTheWholeFile) {
  folder_.write("long.wav", wav_of(tone(200.0, 200000)));  // several blocks
  add("long.wav", 5.0, 11.5);
  add("long.wav", 1.25, 9.000031);  // overlaps the first; a time between two samples
  add("long.wav");
  add("long.wav", 12.0);
  add("long.wav", 2.0, 300.0);
  const Audio whole = load_audio(folder_.path() / "long.wav");
  const auto read = read_all();
  ASSERT_EQ(read.size(), manifest_.utterances.size());
  const std::pair<std::ptrdiff_t, std::ptrdiff_t> bounds[] = {
      {80000, 184000}, {20000, 144000}, {0, 200000}, {192000, 200000}, {32000, 200000}};
  for (std::size_t i = 0; i < read.size(); ++i) {
    const std::vector<float> expected(whole.samples.begin() + bounds[i].first,
                                      whole.samples.begin() + bounds[i].second);
    EXPECT_EQ(read.at(i), expected) << i;
    EXPECT_EQ(load_utterance(manifest_, manifest_.utterances[i]).samples, expected) << i;
  }
}

TEST_F(UtteranceAudio, AFileOfManyUtterancesIsReadOnce) {
  const std::string wav = wav_of(tone(200.0, 400000));
  folder_.write("long.wav", wav);
  for (int i = 0; i < 40; ++i) add("long.wav", 0.5 * i, 0.5 * i + 0.4);
  const std::uint64_t before = bytes_read();
  EXPECT_EQ(hash_utterances(manifest_).size(), 40u);
  EXPECT_LT(bytes_read() - before, 2 * wav.size());
}

TEST_F(UtteranceAudio, ListsAFileOnceDespiteOtherSpellings) {
  folder_.write("1.wav", wav_of(tone(200.0)));
  folder_.write("2.wav", wav_of(tone(300.0)));
  add("2.wav", 0.0, 0.1);
  add("1.wav");
  add("x/../2.wav", 0.1, 0.2);
  const auto files = audio_files(manifest_);
  ASSERT_EQ(files.size(), 2u);
  EXPECT_EQ(files[0].path, folder_.path() / "2.wav");
  EXPECT_EQ(files[0].utterances, (std::vector<std::size_t>{0, 2}));
  EXPECT_EQ(files[1].utterances, (std::vector<std::size_t>{1}));
}

TEST_F(UtteranceAudio, OnePassAlsoGivesTheCorpusChecksum) {
  folder_.write("1.wav", wav_of(tone(200.0)));
  folder_.write("2.wav", wav_of(tone(300.0)));
  add("1.wav", 0.0, 0.1);
  add("2.wav");
  add("1.wav", 0.1, 0.2);
  std::vector<std::string> hashes(3);
  for (const AudioFile& file : audio_files(manifest_)) {
    const std::string hash = read_utterances(manifest_, file, [](std::size_t, const Audio&) {});
    EXPECT_EQ(hash, hash_file(file.path));
    for (const std::size_t i : file.utterances) hashes[i] = hash;
  }
  EXPECT_EQ(corpus_checksum(manifest_, hashes), corpus_checksum(manifest_));
}

TEST_F(UtteranceAudio, AnUtteranceWithoutSamplesIsRefused) {
  folder_.write("1.wav", wav_of(tone(200.0)));
  for (const auto& [start, end] : {std::pair(0.25, 0.3), {7.0, 8.0}, {0.1, 0.10001}}) {
    manifest_.utterances.clear();
    add("1.wav", start, end);
    EXPECT_ERROR(load_utterance(manifest_, manifest_.utterances[0]), corrupt_data,
                 "holds no sample of the 0.250000 s");
  }
  add("no.wav");
  EXPECT_ERROR(load_utterance(manifest_, manifest_.utterances[1]), not_found, "no.wav");
}

TEST_F(UtteranceAudio, HandlesTimesBeyondTheRangeOfSampleNumbers) {
  folder_.write("1.wav", wav_of(tone(200.0)));
  std::feclearexcept(FE_ALL_EXCEPT);
  add("1.wav", 1e300);
  EXPECT_ERROR(load_utterance(manifest_, manifest_.utterances[0]), corrupt_data,
               "from 1e+300 s to the end");
  add("1.wav", 0.0, 1e300);
  EXPECT_EQ(load_utterance(manifest_, manifest_.utterances[1]).samples.size(), 4000u);
  EXPECT_EQ(std::fetestexcept(FE_INVALID), 0);  // a number that no integer can hold was converted
}

}  // namespace
}  // namespace emovox::corpus
