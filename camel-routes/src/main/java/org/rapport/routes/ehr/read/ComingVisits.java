package org.rapport.routes.ehr.read;

import ca.uhn.fhir.rest.client.api.IGenericClient;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Supplier;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.Bundle;

/** Which of an EHR's visits we expect to take place. */
@FunctionalInterface
public interface ComingVisits {

  /**
   * Their ids at the EHR.
   *
   * @param system of the identifiers that are those ids
   */
  Set<String> ids(String system, Instant from);

  /** Those of our own server. */
  static ComingVisits of(Supplier<IGenericClient> server) {
    return (system, from) -> {
      Set<String> ids = new HashSet<>();
      String url =
          "Appointment?identifier="
              + URLEncoder.encode(system + "|", StandardCharsets.UTF_8)
              + "&date=ge"
              + from.truncatedTo(ChronoUnit.SECONDS)
              + "&status=proposed,pending,booked,waitlist&_elements=identifier&_count=200";
      Bundle page = server.get().search().byUrl(url).returnBundle(Bundle.class).execute();
      while (true) {
        for (Bundle.BundleEntryComponent entry : page.getEntry()) {
          if (entry.getResource() instanceof Appointment visit) {
            visit.getIdentifier().stream()
                .filter(one -> system.equals(one.getSystem()))
                .forEach(one -> ids.add(one.getValue()));
          }
        }
        if (page.getLink(Bundle.LINK_NEXT) == null) {
          return ids;
        }
        page = server.get().loadPage().next(page).execute();
      }
    };
  }
}
