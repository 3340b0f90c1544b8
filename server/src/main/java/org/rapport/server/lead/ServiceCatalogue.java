package org.rapport.server.lead;

import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.HealthcareService;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.Location;
import org.hl7.fhir.r4.model.Reference;
import org.rapport.profiles.Extensions;
import org.rapport.server.config.RapportSettings;
import org.rapport.server.journey.BusinessHours;
import org.rapport.server.lead.routing.Place;
import org.rapport.server.lead.routing.Place.Position;
import org.rapport.server.lead.routing.PostalCodes;
import org.rapport.server.lead.routing.RouteInquiry;
import org.rapport.server.lead.routing.ServiceOffer;
import org.rapport.server.projection.read.ZoneCodes;
import org.rapport.server.sensitivity.PlainServices;
import org.rapport.server.sensitivity.SensitiveServices;
import org.rapport.server.sensitivity.Sensitivity;
import org.rapport.server.store.AllResources;
import org.rapport.server.words.Languages;
import org.springframework.stereotype.Component;

/**
 * Which services are offered where: HealthcareServices and Locations, read when they have changed.
 * Thread-safe.
 */
@Component
public class ServiceCatalogue {

  /** Inquiries that a team answers in an opening hour, where its service says nothing else. */
  static final int CAPACITY = 30;

  private final AllResources resources;
  private final SensitiveServices sensitive;
  private final PlainServices plain;
  private final ZoneId clinicZone;
  private volatile Loaded loaded = new Loaded("", List.of());

  ServiceCatalogue(
      AllResources resources,
      SensitiveServices sensitive,
      PlainServices plain,
      RapportSettings settings) {
    this.resources = resources;
    this.sensitive = sensitive;
    this.plain = plain;
    this.clinicZone = settings.clinic().zone();
  }

  private record Loaded(String version, List<ServiceOffer> offers) {}

  /** Every active service, in a stable order. Reads in the caller's transaction. */
  public List<ServiceOffer> offers() {
    String version = resources.version("HealthcareService", "Location");
    Loaded known = loaded;
    if (!known.version().equals(version)) {
      known = new Loaded(version, load());
      loaded = known;
    }
    return known.offers();
  }

  private List<ServiceOffer> load() {
    Map<String, Location> locations = new HashMap<>();
    for (Location location : resources.of(Location.class)) {
      locations.put(location.getIdElement().getIdPart(), location);
    }
    return resources.of(HealthcareService.class).stream()
        .filter(service -> !Boolean.FALSE.equals(service.getActiveElement().getValue()))
        .map(service -> offer(service, locations))
        .sorted(Comparator.comparing(ServiceOffer::id))
        .toList();
  }

  private ServiceOffer offer(HealthcareService service, Map<String, Location> locations) {
    Sensitivity sensitivity =
        Sensitivity.of(service)
            .or(sensitive.of(service.getType()))
            .or(sensitive.of(service.getSpecialty()))
            .or(sensitive.of(service.getCategory()));
    List<Place> places = new ArrayList<>();
    for (Reference reference : service.getLocation()) {
      Location location = locations.get(reference.getReferenceElement().getIdPart());
      if (location != null && location.getStatus() != Location.LocationStatus.INACTIVE) {
        places.add(place(location, service));
        sensitivity = sensitivity.or(Sensitivity.of(location));
      }
    }
    Set<String> areas = new TreeSet<>();
    for (Reference reference : service.getCoverageArea()) {
      Location area = locations.get(reference.getReferenceElement().getIdPart());
      if (area != null && area.getAddress().hasPostalCode()) {
        for (String code : area.getAddress().getPostalCode().split("[,;]")) {
          areas.add(PostalCodes.normal(code));
        }
      }
    }
    Extension referral = service.getExtensionByUrl(Extensions.REFERRAL_REQUIRED);
    Extension capacity = service.getExtensionByUrl(Extensions.INTAKE_CAPACITY);
    return new ServiceOffer(
        service.getIdElement().getIdPart(),
        name(service),
        code(service),
        words(service),
        insurances(service),
        referral != null
            && referral.getValue() instanceof BooleanType flag
            && Boolean.TRUE.equals(flag.getValue()),
        service.getReferralMethod().stream()
            .map(ServiceCatalogue::display)
            .collect(
                Collectors.collectingAndThen(
                    Collectors.joining(", "), text -> text.isBlank() ? null : text)),
        service.getCommunication().stream()
            .flatMap(language -> language.getCoding().stream())
            .map(coding -> Languages.base(RouteInquiry.normal(coding.getCode())))
            .collect(Collectors.toUnmodifiableSet()),
        service.getProvidedBy().getReference(),
        List.copyOf(places),
        Set.copyOf(areas),
        sensitivity,
        sensitivity == Sensitivity.NONE && plain.has(service.getType()),
        capacity != null && capacity.getValue() instanceof IntegerType number
            ? Math.max(1, number.getValue())
            : CAPACITY);
  }

  private Place place(Location location, HealthcareService service) {
    String zone = ZoneCodes.of(location);
    ZoneId zoneId = zone == null ? clinicZone : ZoneId.of(zone);
    return new Place(
        location.getIdElement().getIdPart(),
        location.getName(),
        zoneId,
        location.getAddress().getPostalCode(),
        location.hasPosition()
            ? new Position(
                location.getPosition().getLatitude().doubleValue(),
                location.getPosition().getLongitude().doubleValue())
            : null,
        BusinessHours.of(location, List.of(service), zoneId),
        location.getManagingOrganization().getReference());
  }

  private static String name(HealthcareService service) {
    if (service.hasName()) {
      return service.getName();
    }
    return service.hasType()
        ? display(service.getTypeFirstRep())
        : service.getIdElement().getIdPart();
  }

  private static String code(HealthcareService service) {
    return service.getType().stream()
        .flatMap(type -> type.getCoding().stream())
        .map(Coding::getCode)
        .filter(code -> code != null)
        .findFirst()
        .orElse(null);
  }

  private static String display(CodeableConcept concept) {
    if (concept.hasText()) {
      return concept.getText();
    }
    Coding coding = concept.getCodingFirstRep();
    return coding.hasDisplay() ? coding.getDisplay() : String.valueOf(coding.getCode());
  }

  private static Set<String> words(HealthcareService service) {
    Set<String> words = new TreeSet<>(words(service.getType()));
    if (service.hasName()) {
      words.add(RouteInquiry.normal(service.getName()));
    }
    words.add(RouteInquiry.normal(service.getIdElement().getIdPart()));
    return Set.copyOf(words);
  }

  private static Set<String> insurances(HealthcareService service) {
    List<CodeableConcept> accepted = new ArrayList<>();
    service.getEligibility().forEach(one -> accepted.add(one.getCode()));
    return Set.copyOf(words(accepted));
  }

  private static Set<String> words(List<CodeableConcept> concepts) {
    Set<String> words = new TreeSet<>();
    for (CodeableConcept concept : concepts) {
      if (concept.hasText()) {
        words.add(RouteInquiry.normal(concept.getText()));
      }
      for (Coding coding : concept.getCoding()) {
        if (coding.hasCode()) {
          words.add(RouteInquiry.normal(coding.getCode()));
        }
        if (coding.hasDisplay()) {
          words.add(RouteInquiry.normal(coding.getDisplay()));
        }
      }
    }
    return words;
  }
}
