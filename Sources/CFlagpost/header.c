// Nothing but the check that the header stands alone: FlagClient implements it.
#include "flagpost.h"
