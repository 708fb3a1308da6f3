# llama-cpp-python loads llama, ggml and mtmd. It also builds llama-common, which only llama.cpp's own programs load; this
# file, read by CMake as part of the project llama.cpp, leaves that out.
set(LLAMA_BUILD_COMMON OFF)
