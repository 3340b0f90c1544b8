package org.rapport.server.identity;

import java.util.List;
import java.util.Objects;
import org.hl7.fhir.r4.model.ContactPoint;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Patient.LinkType;
import org.hl7.fhir.r4.model.Patient.PatientLinkComponent;
import org.hl7.fhir.r4.model.Reference;

/** What a merge makes of the two Patients themselves, and how one is taken out again. Pure. */
final class MergedRecord {
  private MergedRecord() {}

  /** The record that goes: inactive, and naming the one in its place. */
  static Patient source(Patient stored, String target) {
    Patient source = stored.copy();
    source.setActive(false);
    source.getLink().removeIf(link -> link.getType() == LinkType.REPLACEDBY);
    source.addLink().setType(LinkType.REPLACEDBY).setOther(new Reference("Patient/" + target));
    return source;
  }

  /**
   * The record that stays: with the other's identifiers, marked old, and with the addresses that it
   * does not have yet. A confidential address goes over as such, and then holds for the whole.
   */
  static Patient target(Patient stored, Patient source) {
    Patient target = stored.copy();
    for (Identifier identifier : source.getIdentifier()) {
      if (target.getIdentifier().stream().noneMatch(one -> same(one, identifier))) {
        target.addIdentifier(identifier.copy().setUse(Identifier.IdentifierUse.OLD));
      }
    }
    for (ContactPoint contact : source.getTelecom()) {
      ContactPoint known =
          target.getTelecom().stream().filter(one -> same(one, contact)).findFirst().orElse(null);
      if (known == null) {
        // Whose rank it was among the other's addresses says nothing among these.
        target.addTelecom(contact.copy().setRankElement(null));
      } else {
        contact.getExtension().stream()
            .filter(extension -> !known.hasExtension(extension.getUrl()))
            .forEach(extension -> known.addExtension(extension.copy()));
      }
    }
    String replaced = "Patient/" + source.getIdElement().getIdPart();
    if (target.getLink().stream().noneMatch(link -> replaces(link, replaced))) {
      target.addLink().setType(LinkType.REPLACES).setOther(new Reference(replaced));
    }
    return target;
  }

  /** The record that stayed, changed since: without what the other brought into it. */
  static Patient without(Patient current, Patient targetBefore, Patient sourceBefore) {
    Patient target = current.copy();
    String replaced = "Patient/" + sourceBefore.getIdElement().getIdPart();
    target.getLink().removeIf(link -> replaces(link, replaced));
    target
        .getIdentifier()
        .removeIf(
            one ->
                sourceBefore.getIdentifier().stream().anyMatch(other -> same(one, other))
                    && targetBefore.getIdentifier().stream().noneMatch(mine -> same(one, mine)));
    target
        .getTelecom()
        .removeIf(
            one ->
                sourceBefore.getTelecom().stream().anyMatch(other -> same(one, other))
                    && targetBefore.getTelecom().stream().noneMatch(mine -> same(one, mine)));
    return target;
  }

  /** The ids of the records that this one has taken the place of. */
  static List<String> replaced(Patient patient) {
    return patient.getLink().stream()
        .filter(link -> link.getType() == LinkType.REPLACES)
        .map(link -> link.getOther().getReferenceElement().getIdPart())
        .toList();
  }

  /** The id of the record in this one's place, or null. */
  static String replacedBy(Patient patient) {
    return patient.getLink().stream()
        .filter(link -> link.getType() == LinkType.REPLACEDBY)
        .map(link -> link.getOther().getReferenceElement().getIdPart())
        .findFirst()
        .orElse(null);
  }

  private static boolean replaces(PatientLinkComponent link, String reference) {
    return link.getType() == LinkType.REPLACES && reference.equals(link.getOther().getReference());
  }

  private static boolean same(Identifier one, Identifier other) {
    return Objects.equals(one.getSystem(), other.getSystem())
        && Objects.equals(one.getValue(), other.getValue());
  }

  private static boolean same(ContactPoint one, ContactPoint other) {
    return one.getSystem() == other.getSystem() && Objects.equals(one.getValue(), other.getValue());
  }
}
