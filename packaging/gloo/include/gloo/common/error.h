#include "gloo/declarations.h"
