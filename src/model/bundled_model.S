// The bundled model's file, read-only, between two labels. Nothing stands between them in a build
// without a bundled model. The labels are hidden: a shared library does not export them.
    .section .rodata.emovox_bundled_model, "a"
    .balign 64
    .global emovox_bundled_model_begin
    .hidden emovox_bundled_model_begin
emovox_bundled_model_begin:
#ifdef EMOVOX_MODEL_FILE
    .incbin EMOVOX_MODEL_FILE
#endif
    .global emovox_bundled_model_end
    .hidden emovox_bundled_model_end
emovox_bundled_model_end:
    .byte 0
    .section .note.GNU-stack, "", %progbits
