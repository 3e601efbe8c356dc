package dev.stellator.serve;

import dev.stellator.api.GraphViews;
import dev.stellator.api.Resident;

/** The parts of a server that its handlers share. */
record Explorer(ServeSettings settings, Resident resident, GraphViews views, Warmth warmth, Jobs jobs) {}
