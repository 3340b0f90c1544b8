package org.rapport.routes.ehr;

import ca.uhn.fhir.rest.client.api.IGenericClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleEntryComponent;
import org.hl7.fhir.r4.model.Location;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Practitioner;
import org.hl7.fhir.r4.model.Resource;

/** Who and what takes part in a visit, read by one request however many they are. */
record VisitActors(
    List<Patient> patients, List<Location> locations, List<Practitioner> practitioners) {

  /** Reads them, in the order of the ids; those that are gone are left out. */
  static VisitActors read(
      IGenericClient server,
      List<String> patients,
      List<String> locations,
      List<String> practitioners) {
    Bundle batch = new Bundle().setType(Bundle.BundleType.BATCH);
    ask(batch, "Patient", patients);
    ask(batch, "Location", locations);
    ask(batch, "Practitioner", practitioners);
    if (!batch.hasEntry()) {
      return new VisitActors(List.of(), List.of(), List.of());
    }
    List<BundleEntryComponent> pages = server.transaction().withBundle(batch).execute().getEntry();
    if (!pages.stream().allMatch(page -> page.getResource() instanceof Bundle)) {
      // Told without its patient, a visit would be told of nobody.
      throw new IllegalStateException("Who takes part in a visit could not be read");
    }
    List<Resource> found =
        pages.stream()
            .map(BundleEntryComponent::getResource)
            .flatMap(page -> ((Bundle) page).getEntry().stream())
            .map(BundleEntryComponent::getResource)
            .toList();
    return new VisitActors(
        of(Patient.class, patients, found),
        of(Location.class, locations, found),
        of(Practitioner.class, practitioners, found));
  }

  private static void ask(Bundle batch, String type, List<String> ids) {
    if (!ids.isEmpty()) {
      batch
          .addEntry()
          .getRequest()
          .setMethod(Bundle.HTTPVerb.GET)
          .setUrl(type + "?_id=" + String.join(",", ids) + "&_count=" + ids.size());
    }
  }

  private static <R extends Resource> List<R> of(
      Class<R> type, List<String> ids, List<Resource> found) {
    List<R> actors = new ArrayList<>();
    for (String id : ids) {
      Optional<R> actor =
          found.stream()
              .filter(type::isInstance)
              .map(type::cast)
              .filter(one -> id.equals(one.getIdElement().getIdPart()))
              .findFirst();
      actor.ifPresent(actors::add);
    }
    return actors;
  }
}
