// emovox verify: accepts a model with unchanged predictions and reports others.
#include <gmock/gmock.h>

#include "command/model_place.h"
#include "corpus/checksum.h"
#include "corpus/utterance_audio.h"
#include "model/verification.h"

namespace emovox::testing {
namespace {

using ::testing::HasSubstr;

class Verify : public WithModel {
 protected:
  Verify() {
    std::string manifest = "file,speaker,emotion\n";
    for (int i = 0; i < 4; ++i) {
      const std::string name = "v" + std::to_string(i) + ".wav";
      voice(name, 0.5, static_cast<std::uint64_t>(i));
      manifest += name + ",s" + std::to_string(i % 2) + (i < 2 ? ",anger\n" : ",joy\n");
    }
    place_.write("c.csv", manifest);
    corpus_ = corpus::read_manifest(place_.path("c.csv"));
    model::record_signal(file_);
    file_.info.origin["corpus_checksum"] = corpus::corpus_checksum(corpus_);
    record_corpus(file_.info.verification);
    write_model("m.st", file_);
  }

  void record_corpus(Verification& recorded) const {
    for (const corpus::Utterance& utterance : corpus_.utterances) {
      const Audio audio = corpus::load_utterance(corpus_, utterance);
      const Prediction prediction = model_->predict(audio);
      ++recorded.utterances;
      recorded.right += prediction.label == utterance.emotion;
      recorded.recordings.push_back(corpus::hash_samples(audio));
      recorded.posteriors.emplace_back(prediction.probabilities.begin(),
                                       prediction.probabilities.end());
    }
  }

  Outcome verify(std::vector<std::string> more) {
    more.insert(more.begin(), {"verify", "m.st"});
    return place_.run(more);
  }

  void expect_mismatch(const std::vector<std::string>& arguments, const std::string& words) {
    write_model("m.st", file_);
    const Outcome run = verify(arguments);
    EXPECT_EQ(run.status, 3) << run.out << run.err;
    EXPECT_THAT(run.out, HasSubstr(words));
    EXPECT_THAT(run.err, HasSubstr("m.st: this build computes other numbers"));
  }

  corpus::Manifest corpus_;
};

TEST_F(Verify, AcceptsAnUnchangedModel) {
  const Outcome alone = verify({});
  EXPECT_EQ(alone.status, 0) << alone.out << alone.err;
  EXPECT_THAT(alone.out, HasSubstr("signal voice-1: probabilities differ by 0, at most 0.001: ok"));
  EXPECT_THAT(alone.out, HasSubstr("signal voice-1: attention weights differ by "));
  const Outcome with_corpus = verify({"--manifest", "c.csv"});
  EXPECT_EQ(with_corpus.status, 0) << with_corpus.out << with_corpus.err;
  EXPECT_EQ(lines_of(with_corpus.out).size(), 4u);
  EXPECT_THAT(with_corpus.out, HasSubstr("recordings: 4 of 4 found; probabilities differ by 0,"));
}

TEST_F(Verify, NamesTheNumberThatDiffers) {
  file_.tensors.at("output.bias").values[0] += 0.5f;
  expect_mismatch({}, "at most 0.001: DIFFERS");
  file_.tensors.at("output.bias").values[0] -= 0.5f;
  file_.info.verification.right = file_.info.verification.right > 0 ? 0 : 4;
  expect_mismatch({"--manifest", "c.csv"}, "when it was made: DIFFERS");
  file_.info.verification.posteriors[2] = {0.2, 0.3, 0.5};
  expect_mismatch({"--manifest", "c.csv"}, "recordings: 4 of 4 found");
  file_.info.verification.recordings[1] = "of another";
  expect_mismatch({"--manifest", "c.csv"}, "recordings: 3 of 4 found");
}

TEST_F(Verify, ReportsMissingRecords) {
  Outcome run = place_.run({"verify", "model.safetensors"});
  EXPECT_EQ(run.status, 2);
  EXPECT_THAT(run.err, HasSubstr("the model has no recorded predictions"));
  voice("v1.wav", 0.6, 9);
  run = verify({"--manifest", "c.csv"});
  EXPECT_EQ(run.status, 2);
  EXPECT_THAT(run.err, HasSubstr("c.csv: is not the corpus"));
  EXPECT_EQ(verify({"--manifest", "none.csv"}).status, 3);
  file_.info.verification.utterances = file_.info.verification.right = 0;
  write_model("m.st", file_);
  run = verify({"--manifest", "c.csv"});
  EXPECT_EQ(run.status, 2);
  EXPECT_THAT(run.err, HasSubstr("no record of its training corpus"));
}

}  // namespace
}  // namespace emovox::testing
