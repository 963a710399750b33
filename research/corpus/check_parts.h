// What check_corpus is made of.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "corpus/check.h"
#include "corpus/listen.h"
#include "corpus/published.h"

namespace emovox::corpus {

/// File, as the manifest names it → what was heard; nothing where it could not be read.
using HeardFiles = std::map<std::string, std::optional<Heard>>;

/// Fills the published counts in and reports each that differs.
void check_counts(const PublishedCorpus& published, Severity severity, CheckReport& report);

/// Reports audio that stands there twice. Under two speakers it leaks from training into test.
void check_identical(const Manifest& manifest, const HeardFiles& heard,
                     std::vector<Problem>& problems);

}  // namespace emovox::corpus
