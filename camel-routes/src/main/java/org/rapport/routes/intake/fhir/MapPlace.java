package org.rapport.routes.intake.fhir;

import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.HealthcareService;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Location;
import org.hl7.fhir.r4.model.Practitioner;
import org.hl7.fhir.r4.model.Resource;
import org.rapport.routes.intake.siu.SharedResource;

/**
 * An EHR's Location, Practitioner or HealthcareService as it is created here once; from then on it
 * is ours to keep, as those of HL7 v2 are.
 */
public final class MapPlace {
  private MapPlace() {}

  /** Maps one; empty for a type that visits do not refer to here. */
  public static Optional<SharedResource> map(EhrBase base, EhrBase.Id id, Resource theirs) {
    DomainResource ours;
    if (theirs instanceof Location location) {
      ours = location(base, id, location);
    } else if (theirs instanceof Practitioner practitioner) {
      ours = practitioner(base, id, practitioner);
    } else if (theirs instanceof HealthcareService service) {
      ours = service(base, id, service);
    } else {
      return Optional.empty();
    }
    KeptElements.security(theirs, ours);
    KeptElements.zone((DomainResource) theirs, ours);
    return Optional.of(new SharedResource(ours, base.system(id.type()), id.id()));
  }

  private static Location location(EhrBase base, EhrBase.Id id, Location theirs) {
    Location ours = new Location();
    identifiers(base, id, theirs.getIdentifier(), ours.getIdentifier());
    ours.setStatus(theirs.getStatus()).setMode(theirs.getMode());
    ours.setName(theirs.getName()).setDescription(theirs.getDescription());
    ours.setAlias(theirs.getAlias());
    ours.setType(KeptElements.plain(theirs.getType()));
    ours.setTelecom(KeptElements.plain(theirs.getTelecom()));
    if (theirs.hasAddress()) {
      ours.setAddress(KeptElements.plain(theirs.getAddress().copy()));
    }
    if (theirs.hasPhysicalType()) {
      ours.setPhysicalType(KeptElements.plain(theirs.getPhysicalType().copy()));
    }
    if (theirs.hasPosition()) {
      ours.setPosition(KeptElements.plain(theirs.getPosition().copy()));
    }
    return ours;
  }

  private static Practitioner practitioner(EhrBase base, EhrBase.Id id, Practitioner theirs) {
    Practitioner ours = new Practitioner();
    identifiers(base, id, theirs.getIdentifier(), ours.getIdentifier());
    ours.setActiveElement(theirs.getActiveElement().copy());
    return ours.setName(KeptElements.plain(theirs.getName()));
  }

  private static HealthcareService service(EhrBase base, EhrBase.Id id, HealthcareService theirs) {
    HealthcareService ours = new HealthcareService();
    identifiers(base, id, theirs.getIdentifier(), ours.getIdentifier());
    ours.setActiveElement(theirs.getActiveElement().copy());
    ours.setName(theirs.getName());
    ours.setCategory(KeptElements.plain(theirs.getCategory()));
    ours.setType(KeptElements.plain(theirs.getType()));
    ours.setSpecialty(KeptElements.plain(theirs.getSpecialty()));
    return ours.setTelecom(KeptElements.plain(theirs.getTelecom()));
  }

  private static void identifiers(
      EhrBase base, EhrBase.Id id, List<Identifier> theirs, List<Identifier> ours) {
    KeptElements.own(base, id, ours);
    KeptElements.identifiers(theirs, ours);
  }
}
