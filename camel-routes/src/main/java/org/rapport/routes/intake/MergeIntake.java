package org.rapport.routes.intake;

import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.Patient;
import org.rapport.routes.intake.hl7.Acknowledgements;
import org.rapport.routes.intake.hl7.Hl7Message;
import org.rapport.routes.intake.sender.SenderProfile;
import org.rapport.routes.intake.siu.MergeMapping;
import org.rapport.routes.intake.siu.NameBasedId;
import org.rapport.routes.intake.siu.PatientKey;
import org.rapport.routes.intake.siu.UnmappableMessageException;
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

  private final FhirStore store;
  private final Acknowledgements acknowledgements;
  private final MergeMapping mapping;
  private final DeadLetters letters;
  private final Noted journal;

  MergeIntake(
      FhirStore store, Acknowledgements acknowledgements, DeadLetters letters, Clock clock) {
    this.store = store;
    this.acknowledgements = acknowledgements;
    this.mapping = new MergeMapping(clock);
    this.letters = letters;
    this.journal = new Noted(store);
  }

  static boolean takes(Hl7Message message) {
    String type = message.header().type(1);
    boolean adt = "ADT".equalsIgnoreCase(type) || type.regionMatches(true, 0, "ADT_", 0, 4);
    return adt && "A40".equalsIgnoreCase(message.triggerEvent());
  }

  Answer apply(byte[] raw, Hl7Message message, SenderProfile sender, Origin origin) {
    String id = NameBasedId.ofMessage(sender, raw);
    if (store.exists("Binary", id)) {
      LOG.info("ADT A40 from {}: duplicate", sender.name());
      Answer duplicate = Answer.accepted(acknowledgements, raw, "Duplicate");
      journal.note(MessageNotes.of(raw, message, origin, duplicate));
      return duplicate;
    }
    String control = message.header().first(10);
    try {
      if (!mayMerge(sender, origin)) {
        throw MergeMapping.notPermitted();
      }
      boolean merged = false;
      for (MergeMapping.Pair pair : MergeMapping.pairs(message, sender)) {
        merged |= merge(pair);
      }
      Answer answer =
          Answer.accepted(acknowledgements, raw, merged ? "Merged" : "Nothing to merge");
      store.commit(mapping.keep(raw, sender), MessageNotes.of(raw, message, origin, answer));
      LOG.info("ADT A40 from {}: {}", sender.name(), merged ? "merged" : "nobody to merge");
      return answer;
    } catch (UnmappableMessageException unmappable) {
      return letters.keep(raw, message, sender, "ADT^A40", control, unmappable.fault(), origin);
    } catch (StoreRefusedException refused) {
      return letters.keep(
          raw, message, sender, "ADT^A40", control, MergeMapping.refused().fault(), origin);
    }
  }

  // Nothing that comes by MLLP is harder to take back: the profile decides, else where it is from.
  private static boolean mayMerge(SenderProfile sender, Origin origin) {
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
        store.merge(from, to);
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
