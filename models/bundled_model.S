// The bundled model's bytes, read-only, between two labels; nothing where the build bundles none.
    .section .rodata.emovox_bundled_model, "a"
    .balign 64
    .global emovox_bundled_model_begin
emovox_bundled_model_begin:
#ifdef EMOVOX_MODEL_FILE
    .incbin EMOVOX_MODEL_FILE
#endif
    .global emovox_bundled_model_end
emovox_bundled_model_end:
    .byte 0
    .section .note.GNU-stack, "", %progbits
