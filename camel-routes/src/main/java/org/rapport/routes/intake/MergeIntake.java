package org.rapport.routes.intake;

import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.Patient;
import org.rapport.routes.intake.sender.SenderProfile;
import org.rapport.routes.intake.siu.MergeMapping;
import org.rapport.routes.intake.siu.PatientKey;
import org.rapport.routes.intake.store.FhirStore;
import org.rapport.routes.intake.store.StoreRefusedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Applies one ADT^A40: the patient of MRG-1 is merged into that of PID-3 by the server's {@code
 * $merge}, and the message is kept. Idempotent. Where one of the two is not known there is nothing
 * to merge: the surviving record is then known by both numbers, so that what comes later about
 * either is about one person.
 */
final class MergeIntake {
  private static final Logger LOG = LoggerFactory.getLogger(MergeIntake.class);

  /** The trigger event of a merge. */
  static final String EVENT = "A40";

  private final FhirStore store;
  private final ApplyOnce once;
  private final MergeMapping mapping;

  MergeIntake(FhirStore store, ApplyOnce once, Clock clock) {
    this.store = store;
    this.once = once;
    this.mapping = new MergeMapping(clock);
  }

  Answer apply(Received received) {
    return once.apply(
        received,
        () -> {
          if (!mayMerge(received.sender(), received.origin())) {
            throw MergeMapping.notPermitted();
          }
          boolean merged = false;
          List<MergeMapping.Pair> pairs = MergeMapping.pairs(received.message(), received.sender());
          for (MergeMapping.Pair pair : pairs) {
            merged |= merge(pair);
          }
          Answer answer =
              once.commit(
                  received,
                  mapping.keep(received.raw(), received.sender(), EVENT, pairs, List.of()),
                  merged ? "Merged" : "Nothing to merge");
          LOG.info("{}: {}", received.words(), merged ? "merged" : "nobody to merge");
          return answer;
        });
  }

  // Nothing that comes by MLLP is harder to take back: the profile decides, else where it is from.
  static boolean mayMerge(SenderProfile sender, Origin origin) {
    return sender.merges().orElse(origin.merges());
  }

  // The store answers with the record in the place of one that was merged before.
  private boolean merge(MergeMapping.Pair pair) {
    Optional<Patient> source = find(pair.source());
    Optional<Patient> target = find(pair.target());
    if (source.isEmpty() && target.isEmpty()) {
      return false;
    }
    if (source.isPresent() && target.isPresent()) {
      String from = source.get().getIdElement().getIdPart();
      String to = target.get().getIdElement().getIdPart();
      if (!from.equals(to)) {
        try {
          store.merge(from, to);
        } catch (StoreRefusedException refused) {
          throw MergeMapping.refused();
        }
        return true;
      }
      return false;
    }
    store.commit(mapping.alsoKnownAs(pair, source.or(() -> target).get()));
    return false;
  }

  private Optional<Patient> find(PatientKey key) {
    List<Patient> found = store.patients(key.system(), key.value());
    return found.stream().findFirst();
  }
}
