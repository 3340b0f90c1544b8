package org.rapport.routes.intake.siu;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Provenance;
import org.hl7.fhir.r4.model.Provenance.ProvenanceEntityRole;
import org.hl7.fhir.r4.model.Reference;
import org.rapport.routes.intake.hl7.Fault;
import org.rapport.routes.intake.hl7.Hl7Error;
import org.rapport.routes.intake.hl7.Hl7Message;
import org.rapport.routes.intake.hl7.Hl7Segment;
import org.rapport.routes.intake.sender.SenderProfile;

/**
 * ADT^A40 (HL7 v2.5.1 section 3.3.40): each MRG names the record that goes, the PID before it the
 * one that stays. Pure but for the clock.
 */
public final class MergeMapping {

  /** Who is merged into whom. */
  public record Pair(PatientKey source, PatientKey target) {}

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

  /** The raw message, and who sent it. */
  public Bundle keep(byte[] raw, SenderProfile sender) {
    String id = NameBasedId.ofMessage(sender, raw);
    Provenance provenance = new Provenance();
    provenance.setId(NameBasedId.derived("provenance", id));
    provenance.addTarget(new Reference("Binary/" + id));
    provenance.setRecorded(Date.from(clock.instant()));
    provenance.setActivity(
        new CodeableConcept(
            new Coding("http://terminology.hl7.org/CodeSystem/v2-0003", "A40", null)));
    Reference who = new Reference().setDisplay(sender.name());
    who.getIdentifier().setSystem(TransactionBuilder.AGENT_SYSTEM).setValue(sender.name());
    provenance.addAgent().setWho(who);
    provenance
        .addEntity()
        .setRole(ProvenanceEntityRole.SOURCE)
        .setWhat(new Reference("Binary/" + id));
    Bundle bundle = new Bundle().setType(Bundle.BundleType.TRANSACTION);
    TransactionBuilder.put(bundle, TransactionBuilder.binary(id, raw));
    TransactionBuilder.put(bundle, provenance);
    return bundle;
  }
}
