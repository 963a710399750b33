#include "command/self_description.h"

#include <CLI/CLI.hpp>
#include <functional>
#include <vector>

#include "emovox/error.h"

namespace emovox::command {
namespace {

/// A verb with its path from the program: {}, {"predict"}, {"corpus", "check"}.
struct Verb {
  std::vector<std::string> path;
  const CLI::App* app = nullptr;
};

std::vector<Verb> all_verbs(const CLI::App& app, const std::vector<std::string>& path = {}) {
  std::vector<Verb> verbs{{path, &app}};
  for (const CLI::App* child : app.get_subcommands({})) {
    auto child_path = path;
    child_path.push_back(child->get_name());
    for (Verb& verb : all_verbs(*child, child_path)) verbs.push_back(std::move(verb));
  }
  return verbs;
}

std::vector<const CLI::Option*> shown_options(const CLI::App& app) {
  return app.get_options([](const CLI::Option* option) { return !option->get_group().empty(); });
}

bool is_positional(const CLI::Option& option) { return option.get_positional(); }
bool takes_value(const CLI::Option& option) { return option.get_items_expected_max() > 0; }

std::string joined(const std::vector<std::string>& words, std::string_view separator) {
  std::string text;
  for (const std::string& word : words) text.append(text.empty() ? "" : separator).append(word);
  return text;
}

std::string replaced(std::string text, std::string_view what, std::string_view by) {
  for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += by.size()) {
    text.replace(at, what.size(), by);
  }
  return text;
}

/// "-m", "--model": as they are typed.
std::vector<std::string> typed_names(const CLI::Option& option) {
  std::vector<std::string> names;
  for (const std::string& name : option.get_snames()) names.push_back("-" + name);
  for (const std::string& name : option.get_lnames()) names.push_back("--" + name);
  return names;
}

// ---- man ----

/// Escapes text so that roff prints it unchanged: no escapes, hyphens that can be copied, no line
/// taken for a request.
std::string roff(std::string text) {
  text = replaced(replaced(std::move(text), "\\", "\\e"), "-", "\\-");
  text = replaced(std::move(text), "\n.", "\n\\&.");
  text = replaced(std::move(text), "\n'", "\n\\&'");
  return text.starts_with('.') || text.starts_with('\'') ? "\\&" + text : text;
}

std::string man_option(const CLI::Option& option) {
  std::string head;
  if (is_positional(option)) {
    head = "\\fI" + roff(option.get_name(true)) + "\\fR";
  } else {
    for (const std::string& name : typed_names(option)) {
      head += (head.empty() ? "\\fB" : ", \\fB") + roff(name) + "\\fR";
    }
    if (takes_value(option)) head += " \\fI" + roff(option.get_type_name()) + "\\fR";
  }
  return ".TP\n" + head + "\n" + roff(option.get_description()) + "\n";
}

std::string man_verb(const Verb& verb, std::string_view program) {
  std::string text = ".SS " + roff(std::string(program));
  for (const std::string& word : verb.path) text += " " + roff(word);
  text += "\n" + roff(verb.app->get_description()) + ".\n";
  for (const CLI::Option* option : shown_options(*verb.app)) {
    if (option != verb.app->get_help_ptr()) text += man_option(*option);
  }
  const std::string footer = verb.app->get_footer();
  if (!footer.empty()) text += ".PP\n.nf\n" + roff(footer) + "\n.fi\n";
  return text;
}

std::string man_page(const CLI::App& app, std::string_view program, std::string_view version) {
  const std::string name(program);
  std::string title = name;
  for (char& letter : title)
    letter = letter >= 'a' && letter <= 'z' ? static_cast<char>(letter - 32) : letter;
  std::string page = ".TH " + roff(title) + " 1 \"\" \"" + roff(name + " " + std::string(version)) +
                     "\" \"User Commands\"\n.SH NAME\n" + roff(name) + " \\- " +
                     roff(app.get_description()) + "\n.SH SYNOPSIS\n.B " + roff(name) +
                     "\n\\fIVERB\\fR [\\fIoptions\\fR]\n.SH OPTIONS\n";
  for (const CLI::Option* option : shown_options(app)) page += man_option(*option);
  page += ".SH VERBS\n";
  for (const Verb& verb : all_verbs(app)) {
    if (!verb.path.empty()) page += man_verb(verb, program);
  }
  if (!app.get_footer().empty()) page += ".SH NOTES\n.nf\n" + roff(app.get_footer()) + "\n.fi\n";
  return page;
}

// ---- bash, zsh and fish ----

/// A word of shell in single quotes.
std::string quoted(const std::string& text) { return "'" + replaced(text, "'", "'\\''") + "'"; }

/// The words that may follow a verb: its own verbs, or its options.
using Words = std::vector<std::pair<std::string, std::string>>;  // word, meaning

Words verb_words(const CLI::App& app) {
  Words words;
  for (const CLI::App* child : app.get_subcommands({})) {
    words.emplace_back(child->get_name(), child->get_description());
  }
  return words;
}

Words option_words(const CLI::App& app) {
  Words words;
  for (const CLI::Option* option : shown_options(app)) {
    for (const std::string& name : typed_names(*option)) {
      words.emplace_back(name, option->get_description());
    }
  }
  return words;
}

/// The part that bash and zsh share: `key` becomes the verbs before the cursor, " corpus check".
std::string case_of_verbs(const std::vector<Verb>& verbs, const std::string& word) {
  std::vector<std::string> keys;
  for (const Verb& verb : verbs) {
    if (!verb.path.empty()) keys.push_back(quoted(" " + joined(verb.path, " ")));
  }
  return "    case \"$key " + word + "\" in\n      " + joined(keys, "|") + ") key=\"$key " + word +
         "\" ;;\n    esac\n";
}

std::string case_of_words(const std::vector<Verb>& verbs,
                          const std::function<std::string(const Words&)>& list) {
  std::string text = "  case \"$key\" in\n";
  for (const Verb& verb : verbs) {
    const std::string key = verb.path.empty() ? "" : " " + joined(verb.path, " ");
    text += "    " + quoted(key) + ")\n      verbs=(" + list(verb_words(*verb.app)) +
            ")\n      options=(" + list(option_words(*verb.app)) + ") ;;\n";
  }
  return text + "  esac\n";
}

std::string function_name(std::string_view program) {
  return "_" + replaced(std::string(program), "-", "_");
}

std::string bash_completion(const std::vector<Verb>& verbs, std::string_view program) {
  const auto list = [](const Words& words) {
    std::string text;
    for (const auto& [word, meaning] : words) text += (text.empty() ? "" : " ") + quoted(word);
    return text;
  };
  const std::string name = function_name(program);
  return "# bash completion of " + std::string(program) + "\n" + name +
         "() {\n  local key='' i verbs options current=${COMP_WORDS[COMP_CWORD]}\n"
         "  for ((i = 1; i < COMP_CWORD; ++i)); do\n" +
         case_of_verbs(verbs, "${COMP_WORDS[i]}") + "  done\n" + case_of_words(verbs, list) +
         "  if [[ $current == -* ]]; then\n"
         "    COMPREPLY=($(compgen -W \"${options[*]}\" -- \"$current\"))\n"
         "  else\n"
         "    COMPREPLY=($(compgen -W \"${verbs[*]}\" -- \"$current\"))\n"
         "  fi\n}\n"
         "complete -o default -F " +
         name + " " + std::string(program) + "\n";
}

std::string zsh_completion(const std::vector<Verb>& verbs, std::string_view program) {
  const auto list = [](const Words& words) {
    std::string text;
    for (const auto& [word, meaning] : words) {
      text += "\n        " + quoted(replaced(word, ":", "\\:") + ":" + meaning);
    }
    return text;
  };
  return "#compdef " + std::string(program) +
         "\nlocal key='' i\nlocal -a verbs options\n"
         "for ((i = 2; i < CURRENT; ++i)); do\n" +
         case_of_verbs(verbs, "${words[i]}") + "done\n" + case_of_words(verbs, list) +
         "if [[ ${words[CURRENT]} == -* ]]; then\n"
         "  _describe option options\n"
         "elif ((${#verbs})); then\n"
         "  _describe verb verbs\n"
         "else\n"
         "  _files\n"
         "fi\n";
}

std::string fish_completion(const std::vector<Verb>& verbs, std::string_view program) {
  std::string text = "# fish completion of " + std::string(program) + "\n";
  for (const Verb& verb : verbs) {
    std::vector<std::string> conditions;
    for (const std::string& word : verb.path) {
      conditions.push_back("__fish_seen_subcommand_from " + word);
    }
    Words children = verb_words(*verb.app);
    std::string none_of;
    for (const auto& [word, meaning] : children) none_of += " " + word;
    if (!children.empty()) conditions.push_back("not __fish_seen_subcommand_from" + none_of);
    const std::string start =
        "complete -c " + std::string(program) +
        (conditions.empty() ? "" : " -n " + quoted(joined(conditions, "; and ")));
    for (const auto& [word, meaning] : children) {
      text += start + " -f -a " + quoted(word) + " -d " + quoted(meaning) + "\n";
    }
    for (const CLI::Option* option : shown_options(*verb.app)) {
      if (is_positional(*option)) continue;
      std::string names;
      for (const std::string& name : option->get_snames()) names += " -s " + name;
      for (const std::string& name : option->get_lnames()) names += " -l " + name;
      text += start + names + (takes_value(*option) ? " -r" : "") + " -d " +
              quoted(option->get_description()) + "\n";
    }
  }
  return text;
}

}  // namespace

std::string self_description(const CLI::App& app, std::string_view program,
                             std::string_view version, std::string_view format) {
  if (format == "man") return man_page(app, program, version);
  const std::vector<Verb> verbs = all_verbs(app);
  if (format == "bash") return bash_completion(verbs, program);
  if (format == "zsh") return zsh_completion(verbs, program);
  if (format == "fish") return fish_completion(verbs, program);
  throw Error(ErrorCode::invalid_argument, "describe", "is '" + std::string(format) + "'",
              "must be man, bash, zsh or fish");
}

}  // namespace emovox::command
