package org.rapport.server.journey;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;
import org.rapport.server.journey.Journey.Experiment;
import org.rapport.server.journey.Journey.Experiment.Variant;

/** Which variant of an experiment an enrolment belongs to: by weight, and always the same. */
public final class VariantDraw {
  private static final int POINTS = 1_000_000;

  private VariantDraw() {}

  /** The variant's name; empty without an experiment, or when all weights are zero. */
  public static Optional<String> draw(Journey journey, String enrolment) {
    if (journey.experiment().isEmpty()) {
      return Optional.empty();
    }
    Experiment experiment = journey.experiment().get();
    long all = experiment.variants().stream().mapToLong(Variant::weight).sum();
    long ticket = all == 0 ? 0 : all * point(journey.url(), enrolment) / POINTS;
    for (Variant variant : experiment.variants()) {
      ticket -= variant.weight();
      if (ticket < 0) {
        return Optional.of(variant.name());
      }
    }
    return Optional.empty();
  }

  // With the journey, so that somebody who is held out of one is not held out of all.
  private static long point(String journey, String enrolment) {
    UUID hash =
        UUID.nameUUIDFromBytes((journey + "\n" + enrolment).getBytes(StandardCharsets.UTF_8));
    long bits = hash.getLeastSignificantBits();
    return Math.floorMod(bits, (long) POINTS);
  }
}
