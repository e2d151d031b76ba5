# cmake -DIN=file -DOUT=file.c -DHEADER=path/of.h -DNAME=identifier -P EmbedFile.cmake: the file's bytes as
# `const unsigned char NAME[]` and `const size_t NAME_size`, which HEADER declares.
file(READ ${IN} bytes HEX)
string(LENGTH "${bytes}" digits)
math(EXPR size "${digits} / 2")
string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${bytes}")
string(REGEX REPLACE "(................................................................................)" "\\1\n" bytes "${bytes}")
file(WRITE ${OUT} "#include \"${HEADER}\"\n\nconst unsigned char ${NAME}[] = {\n${bytes}};\nconst size_t ${NAME}_size = ${size};\n")
