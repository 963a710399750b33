#include "corpus/checksum.h"

#include <map>

#include "corpus/bounds.h"
#include "corpus/hash.h"

namespace emovox::corpus {

std::string corpus_checksum(const Manifest& manifest) {
  std::map<std::string, std::string> hash_of_file;  // a file may hold many utterances
  Hash hash;
  for (const Utterance& utterance : manifest.utterances) {
    std::string& file_hash = hash_of_file[utterance.file];
    if (file_hash.empty()) file_hash = hash_file(manifest.path_of(utterance));
    hash.add_text(file_hash);
    hash.add_text(utterance.speaker);
    hash.add_text(utterance.emotion);
    hash.add_text(seconds_text(utterance.start));
    hash.add_text(seconds_text(utterance.end));
  }
  return hash.hex();
}

}  // namespace emovox::corpus
