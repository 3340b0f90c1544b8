package org.rapport.routes.intake.fhir;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.ContactPoint;
import org.hl7.fhir.r4.model.Patient;
import org.rapport.profiles.Extensions;
import org.rapport.routes.intake.siu.NameBasedId;

/**
 * An EHR's Patient over what is stored: what names, reaches and addresses a person, and nothing
 * else. An element that the EHR leaves out stays, since many hide what they do not share. Links are
 * not followed: a merge is told by ADT^A40 or done with {@code $merge}.
 */
public final class MapPerson {
  private MapPerson() {}

  /**
   * Maps one patient. Returns a new resource with the stored id, or one from the EHR's id; neither
   * argument is changed.
   *
   * @throws UnmappableResourceException where it has a modifier extension
   */
  public static Patient map(EhrBase base, EhrBase.Id id, Patient theirs, Optional<Patient> stored) {
    KeptElements.check(theirs);
    Patient ours = stored.map(Patient::copy).orElseGet(() -> created(base, id));
    KeptElements.own(base, id, ours.getIdentifier());
    KeptElements.identifiers(theirs.getIdentifier(), ours.getIdentifier());
    KeptElements.security(theirs, ours);
    KeptElements.zone(theirs, ours);
    if (theirs.hasActive()) {
      ours.setActive(theirs.getActive());
    }
    if (theirs.hasName()) {
      ours.setName(KeptElements.plain(theirs.getName()));
    }
    if (theirs.hasGender()) {
      ours.setGender(theirs.getGender());
    }
    if (theirs.hasBirthDate()) {
      ours.setBirthDateElement(theirs.getBirthDateElement().copy());
    }
    if (theirs.hasDeceased()) {
      ours.setDeceased(theirs.getDeceased().copy());
    }
    if (theirs.hasAddress()) {
      ours.setAddress(KeptElements.plain(theirs.getAddress()));
    }
    if (theirs.hasCommunication()) {
      ours.setCommunication(KeptElements.plain(theirs.getCommunication()));
    }
    if (theirs.hasTelecom()) {
      ours.setTelecom(telecom(theirs.getTelecom(), ours.getTelecom()));
    }
    return ours;
  }

  private static Patient created(EhrBase base, EhrBase.Id id) {
    Patient patient = new Patient();
    patient.setId(NameBasedId.ofIdentifier(base.system(id.type()), id.id()));
    return patient.setActive(true);
  }

  /** As HL7 v2 does: ranks and the confidential contact are knowledge of ours. */
  private static List<ContactPoint> telecom(List<ContactPoint> theirs, List<ContactPoint> stored) {
    List<ContactPoint> kept = new ArrayList<>();
    stored.stream()
        .filter(one -> one.hasExtension(Extensions.CONFIDENTIAL_CONTACT))
        .forEach(kept::add);
    for (ContactPoint contact : KeptElements.plain(theirs)) {
      if (!contact.hasValue() || kept.stream().anyMatch(one -> isSame(one, contact))) {
        continue;
      }
      stored.stream()
          .filter(one -> isSame(one, contact))
          .findFirst()
          .ifPresent(
              known -> {
                if (!contact.hasRank()) {
                  contact.setRankElement(known.getRankElement());
                }
                contact.setExtension(known.getExtension());
              });
      kept.add(contact);
    }
    return kept;
  }

  private static boolean isSame(ContactPoint one, ContactPoint other) {
    return one.getSystem() == other.getSystem() && other.getValue().equals(one.getValue());
  }
}
