package org.rapport.server.booking;

import java.time.Instant;

/** A free Slot. */
public record FreeTime(String slot, Instant start) {}
