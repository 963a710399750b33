#include "corpus/checksum.h"

#include <map>

#include "corpus/bounds.h"
#include "corpus/hash.h"

namespace emovox::corpus {

std::string corpus_checksum(const Manifest& manifest) {
  std::map<std::string, std::string> hash_of_file;  // a file may hold many utterances
  std::vector<std::string> file_hashes;
  for (const Utterance& utterance : manifest.utterances) {
    std::string& file_hash = hash_of_file[utterance.file];
    if (file_hash.empty()) file_hash = hash_file(manifest.path_of(utterance));
    file_hashes.push_back(file_hash);
  }
  return corpus_checksum(manifest, file_hashes);
}

std::string corpus_checksum(const Manifest& manifest, const std::vector<std::string>& file_hashes) {
  Hash hash;
  for (std::size_t i = 0; i < manifest.utterances.size(); ++i) {
    const Utterance& utterance = manifest.utterances[i];
    hash.add_text(file_hashes.at(i));
    hash.add_text(utterance.speaker);
    hash.add_text(utterance.emotion);
    hash.add_text(seconds_text(utterance.start));
    hash.add_text(seconds_text(utterance.end));
  }
  return hash.hex();
}

}  // namespace emovox::corpus
