package org.rapport.routes.intake.siu;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Patient;
import org.rapport.routes.intake.hl7.Fault;
import org.rapport.routes.intake.hl7.Hl7Error;
import org.rapport.routes.intake.hl7.Hl7Message;
import org.rapport.routes.intake.hl7.Hl7Segment;
import org.rapport.routes.intake.sender.SenderProfile;

/**
 * ADT^A40 (HL7 v2.5.1 section 3.3.40): each MRG names the record that goes, the PID before it the
 * one that stays. ADT^A37 (section 3.3.37): two PIDs are not one any more. Pure but for the clock.
 */
public final class MergeMapping {

  /** Who is merged into whom. */
  public record Pair(PatientKey source, PatientKey target) {}

  private static final String UNDECIDED =
      "ADT^A37: two patient numbers of this record are two people's, and no merge made it one."
          + " Please put each number in the right place.";

  private final Clock clock;

  /** Takes the clock that dates the Provenance. */
  public MergeMapping(Clock clock) {
    this.clock = clock;
  }

  /**
   * The pairs of a message, in order.
   *
   * @throws UnmappableMessageException when a PID or an MRG, or an identifier of one, is missing
   */
  public static List<Pair> pairs(Hl7Message message, SenderProfile sender) {
    List<Pair> pairs = new ArrayList<>();
    Hl7Segment pid = null;
    for (Hl7Segment segment : message.segments()) {
      if (segment.name().equals("PID")) {
        pid = segment;
      } else if (segment.name().equals("MRG")) {
        if (pid == null) {
          throw UnmappableMessageException.missing("PID", 0, "Patient identification is missing");
        }
        Pair pair = new Pair(PatientKey.prior(segment, sender), PatientKey.surviving(pid, sender));
        if (!pair.target().sharesAuthority(pair.source())) {
          throw new UnmappableMessageException(
              Fault.at(Hl7Error.DATA_TYPE, "MRG", 1, "Numbers of two assigning authorities"));
        }
        pairs.add(pair);
      }
    }
    if (pairs.isEmpty()) {
      throw UnmappableMessageException.missing("MRG", 0, "Merge information is missing");
    }
    return pairs;
  }

  /**
   * The pairs that an A37 unlinks, in order; which of the two was merged away it does not say.
   *
   * @throws UnmappableMessageException when a PID has no other beside it, or one has no identifier
   */
  public static List<Pair> unlinked(Hl7Message message, SenderProfile sender) {
    List<Hl7Segment> pids = message.all("PID");
    if (pids.isEmpty() || pids.size() % 2 != 0) {
      throw new UnmappableMessageException(
          new Fault(
              Hl7Error.REQUIRED_FIELD_MISSING,
              "PID",
              pids.size() + 1,
              0,
              "The other patient's identification is missing"));
    }
    List<Pair> pairs = new ArrayList<>();
    for (int i = 0; i < pids.size(); i += 2) {
      pairs.add(
          new Pair(
              PatientKey.named(pids.get(i), i + 1, sender),
              PatientKey.named(pids.get(i + 1), i + 2, sender)));
    }
    return pairs;
  }

  /** What the sender is told that may not merge. */
  public static UnmappableMessageException notPermitted() {
    return new UnmappableMessageException(
        Fault.at(Hl7Error.APPLICATION_INTERNAL, "MSH", 3, "This sender is not permitted to merge"));
  }

  /** What the sender is told when the server will not merge. */
  public static UnmappableMessageException refused() {
    return new UnmappableMessageException(
        Fault.general(Hl7Error.APPLICATION_INTERNAL, "The records could not be merged"));
  }

  /** What the sender is told when the server will not take a merge back. */
  public static UnmappableMessageException notUnmerged() {
    return new UnmappableMessageException(
        Fault.general(Hl7Error.APPLICATION_INTERNAL, "The merge could not be taken back"));
  }

  /** The one record that is known, with the number that is not known to anybody yet. */
  public Bundle alsoKnownAs(Pair pair, Patient known) {
    Patient patient = known.copy();
    for (PatientKey key : List.of(pair.target(), pair.source())) {
      Identifier identifier = new Identifier().setSystem(key.system()).setValue(key.value());
      boolean has =
          patient.getIdentifier().stream()
              .anyMatch(
                  one ->
                      key.system().equals(one.getSystem()) && key.value().equals(one.getValue()));
      if (!has) {
        patient.addIdentifier(identifier);
      }
    }
    Bundle bundle = new Bundle().setType(Bundle.BundleType.TRANSACTION);
    TransactionBuilder.put(bundle, patient)
        .getRequest()
        .setIfMatch("W/\"" + known.getMeta().getVersionId() + "\"");
    return bundle;
  }

  /**
   * The raw message, who sent it, and whom it is about.
   *
   * @param undecided records that no merge made one, and that are two people's: a person has to say
   *     whose
   */
  public Bundle keep(
      byte[] raw, SenderProfile sender, String event, List<Pair> pairs, List<String> undecided) {
    TransactionBuilder transaction = new TransactionBuilder(raw, sender, clock.instant());
    undecided.forEach(record -> transaction.askWho("unlink " + record, UNDECIDED, record));
    transaction.keepAlone(
        event,
        pairs.stream().flatMap(pair -> Stream.of(pair.source(), pair.target())).distinct().toList(),
        List.of());
    return transaction.bundle();
  }
}
