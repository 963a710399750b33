#include "report/run_facts.h"

#include <toml++/toml.h>

#include "emovox/error.h"
#include "evaluation/run_files.h"
#include "text/whole_file.h"

namespace emovox::report {

RunFacts read_run_facts(const std::filesystem::path& folder) {
  const std::filesystem::path path = folder / evaluation::run_files::kConfig;
  if (!std::filesystem::exists(path)) {
    throw Error(ErrorCode::not_found, folder.string(), "holds no run",
                "must be the folder of a cross-validation, with its config.toml");
  }
  RunFacts facts;
  facts.config = text::read_file(path);
  try {
    const toml::table config = toml::parse(facts.config, path.string());
    const auto value = [&](const char* key) { return config["run"][key].value_or(std::string()); };
    facts.manifest = value("corpus");
    facts.corpus_checksum = value("corpus_checksum");
  } catch (const toml::parse_error& error) {
    throw Error(ErrorCode::corrupt_data, path.string(), std::string(error.description()),
                "must be TOML");
  }
  return facts;
}

}  // namespace emovox::report
