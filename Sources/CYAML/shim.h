// libyaml's own header, where pkg-config finds it.
#include <yaml.h>
