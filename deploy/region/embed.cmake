# cmake -DLISTS=a;b -DFOLDER=... -DOUT=file.c -P embed.cmake: each list becomes an array of its lines.
set(code "#include \"deploy/region/words_data.h\"\n")
foreach(list ${LISTS})
    file(READ ${FOLDER}/${list}.csv text)
    string(REGEX REPLACE "[\\\"\\\\;]" "" text "${text}")
    string(REGEX REPLACE "([^\n]+)\n" "    \"\\1\",\n" text "${text}")
    string(APPEND code "\nconst char *const dolen_words_data_${list}[] = {\n${text}    0};\n")
endforeach()
file(WRITE ${OUT} "${code}")
