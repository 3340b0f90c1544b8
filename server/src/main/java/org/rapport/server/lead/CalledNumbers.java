package org.rapport.server.lead;

import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.ContactPoint;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.Location;
import org.hl7.fhir.r4.model.Organization;
import org.rapport.profiles.Extensions;
import org.rapport.server.config.RapportSettings;
import org.rapport.server.consent.Addresses;
import org.rapport.server.journey.BusinessHours;
import org.rapport.server.projection.read.ZoneCodes;
import org.rapport.server.store.AllResources;
import org.springframework.stereotype.Component;

/**
 * Whose number was called: a place's or an organization's, and, for one that is printed for one
 * campaign alone, which. Numbers are {@code telecom} with the extension {@code attribution}.
 */
@Component
class CalledNumbers {
  private final AllResources resources;
  private final ZoneId clinicZone;
  private final String region;

  CalledNumbers(AllResources resources, RapportSettings settings) {
    this.resources = resources;
    this.clinicZone = settings.clinic().zone();
    this.region = Addresses.region(settings.clinic().phone(), "US");
  }

  /** What is known of a number; nothing of one that nobody has. */
  record Called(
      Optional<String> owner,
      Optional<String> location,
      Optional<BusinessHours> hours,
      Optional<Extension> attribution) {
    static final Called UNKNOWN =
        new Called(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
  }

  /** By the number as the provider writes it; may be null. */
  Called find(String number) {
    String called = number == null ? null : Addresses.phone(number, region).orElse(null);
    if (called == null) {
      return Called.UNKNOWN;
    }
    for (Location place : resources.of(Location.class)) {
      Optional<ContactPoint> found = same(place.getTelecom(), called);
      if (found.isPresent()) {
        String zone = ZoneCodes.of(place);
        return new Called(
            Optional.ofNullable(place.getManagingOrganization().getReference()),
            Optional.of(place.getIdElement().getIdPart()),
            Optional.of(
                BusinessHours.of(place, List.of(), zone == null ? clinicZone : ZoneId.of(zone))),
            attribution(found.get()));
      }
    }
    for (Organization organization : resources.of(Organization.class)) {
      Optional<ContactPoint> found = same(organization.getTelecom(), called);
      if (found.isPresent()) {
        return new Called(
            Optional.of("Organization/" + organization.getIdElement().getIdPart()),
            Optional.empty(),
            Optional.empty(),
            attribution(found.get()));
      }
    }
    return Called.UNKNOWN;
  }

  private Optional<ContactPoint> same(List<ContactPoint> telecom, String number) {
    return telecom.stream()
        .filter(ContactPoint::hasValue)
        .filter(one -> Addresses.phone(one.getValue(), region).filter(number::equals).isPresent())
        .findFirst();
  }

  private static Optional<Extension> attribution(ContactPoint number) {
    return Optional.ofNullable(number.getExtensionByUrl(Extensions.ATTRIBUTION))
        .map(Extension::copy);
  }
}
