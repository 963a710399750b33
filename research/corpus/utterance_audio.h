// Reads the samples of utterances, which are segments of audio files. A file that holds
// many utterances is read and decoded once.
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "corpus/manifest.h"
#include "emovox/audio.h"

namespace emovox::corpus {

/// An audio file of a manifest and the utterances in it.
struct AudioFile {
  std::filesystem::path path;
  std::vector<std::size_t> utterances;  // indices into Manifest::utterances, ascending
};

/// Every audio file of the manifest once, in the order in which the manifest first names them.
/// Different spellings of a path ("a.wav", "x/../a.wav") are one file.
std::vector<AudioFile> audio_files(const Manifest& manifest);

/// A recording that is read once, for its hash and for its samples.
struct OpenRecording {
  std::string byte_hash;  // XXH3-128 of the file's bytes, as hash_file does
  AudioReader reader;     // of the bytes in memory, at the recording's own rate
};

/// Reads the bytes of a file. Throws as AudioReader::open.
OpenRecording open_recording(const std::filesystem::path& path);

/// Receives an utterance's index in the manifest and its samples: mono, at the recording's sample
/// rate.
using UtteranceSink = std::function<void(std::size_t utterance, Audio audio)>;

/// Reads and decodes a file once and passes each of its utterances to `use`, in the order in which
/// they end. Returns the XXH3-128 of the file's bytes, as hash_file does. Throws as load_audio;
/// corrupt_data where an utterance starts after the recording's end or holds no sample.
std::string read_utterances(const Manifest& manifest, const AudioFile& file,
                            const UtteranceSink& use);

/// read_utterances for every file of the manifest.
void for_each_utterance(const Manifest& manifest, const UtteranceSink& use);

/// Reads one utterance. Decodes its whole file; use for_each_utterance for several utterances.
Audio load_utterance(const Manifest& manifest, const Utterance& utterance);

/// XXH3-128 of the samples in hexadecimal; the hash of a whole file equals
/// AudioStatistics::sample_hash.
std::string hash_samples(const Audio& audio);

}  // namespace emovox::corpus
