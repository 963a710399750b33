# cmake -DPAGE=files,… -DOPENAPI=file -DOUTPUT=folder -P embed.cmake: puts files into the binary.
# Writes embedded_files.S, each file's bytes between two labels, and embedded_files.h, which declares
# the labels and lists the page's files: EMOVOX_PAGE_FILE(label, "name", "\"tag\"") each.
set(assembly "    .section .rodata.emovox_embedded, \"a\"\n")
set(declarations "")
set(list "")

string(REPLACE "," ";" page_files "${PAGE}")
foreach(file ${page_files} ${OPENAPI})
  get_filename_component(name ${file} NAME)
  string(MAKE_C_IDENTIFIER ${name} label)
  file(SHA256 ${file} sum)
  string(SUBSTRING ${sum} 0 32 sum)
  string(APPEND assembly "    .global emovox_${label}_begin\nemovox_${label}_begin:\n"
                         "    .incbin \"${file}\"\n"
                         "    .global emovox_${label}_end\nemovox_${label}_end:\n    .byte 0\n")
  string(APPEND declarations
         "extern const char emovox_${label}_begin[];\nextern const char emovox_${label}_end[];\n")
  if(NOT file STREQUAL OPENAPI)
    string(APPEND list " \\\n  EMOVOX_PAGE_FILE(${label}, \"${name}\", \"\\\"${sum}\\\"\")")
  endif()
endforeach()

string(APPEND assembly "    .section .note.GNU-stack, \"\", %progbits\n")
file(WRITE ${OUTPUT}/embedded_files.S "${assembly}")
file(WRITE ${OUTPUT}/embedded_files.h
     "// Written by embed.cmake.\n#pragma once\n\nextern \"C\" {\n${declarations}}\n\n"
     "#define EMOVOX_PAGE_FILES${list}\n")
