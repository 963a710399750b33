# cmake -DFILES=file,… -DOUTPUT=folder -P embed.cmake: embeds files in the binary. Writes
# embedded_files.S, the bytes of each file between two labels, and embedded_files.cc, which
# defines embedded_files() of static_files.h.
set(assembly "    .section .rodata.emovox_embedded, \"a\"\n")
set(declarations "")
set(list "")

string(REPLACE "," ";" files "${FILES}")
foreach(file ${files})
  get_filename_component(name ${file} NAME)
  string(MAKE_C_IDENTIFIER ${name} label)
  set(begin emovox_${label}_begin)
  set(end emovox_${label}_end)
  file(SHA256 ${file} sum)
  string(SUBSTRING ${sum} 0 32 sum)
  string(APPEND assembly "    .global ${begin}\n${begin}:\n    .incbin \"${file}\"\n"
                         "    .global ${end}\n${end}:\n    .byte 0\n")
  string(APPEND declarations "extern const char ${begin}[];\nextern const char ${end}[];\n")
  string(APPEND list "      {\"${name}\", {${begin}, static_cast<std::size_t>(${end} - ${begin})}, "
                     "\"\\\"${sum}\\\"\"},\n")
endforeach()

string(APPEND assembly "    .section .note.GNU-stack, \"\", %progbits\n")
file(WRITE ${OUTPUT}/embedded_files.S "${assembly}")
file(WRITE ${OUTPUT}/embedded_files.cc
     "// Written by embed.cmake.\n#include \"server/static_files.h\"\n\nextern \"C\" {\n${declarations}}\n\n"
     "namespace emovox::server {\n\nstd::span<const EmbeddedFile> embedded_files() noexcept {\n"
     "  static const EmbeddedFile files[] = {\n${list}  };\n  return files;\n}\n\n"
     "}  // namespace emovox::server\n")
