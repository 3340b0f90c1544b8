package org.rapport.server.console;

import ca.uhn.fhir.rest.server.exceptions.BaseServerResponseException;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.hl7.fhir.r4.model.Location;
import org.springframework.stereotype.Component;

/** The clinic's Locations, as one person sees them; asked for once a minute and person. */
@Component
class Places {
  private static final int PEOPLE = 1_000;

  private final Cache<String, List<Frame.Option>> known =
      Caffeine.newBuilder().expireAfterWrite(Duration.ofMinutes(1)).maximumSize(PEOPLE).build();

  List<Frame.Option> of(Desk desk) {
    List<Frame.Option> there = known.getIfPresent(desk.user().id());
    if (there == null) {
      try {
        there = read(desk);
      } catch (BaseServerResponseException refused) {
        // The page says what went wrong by itself, if it needs the API; the frame stands without.
        return List.of();
      }
      known.put(desk.user().id(), there);
    }
    return there;
  }

  private static List<Frame.Option> read(Desk desk) {
    if (!desk.user().may("Location", 's')) {
      return List.of();
    }
    List<Frame.Option> places = new ArrayList<>();
    for (Location place : desk.fhir().list(Location.class, "Location?status=active&_count=200")) {
      if (desk.user().places().isEmpty()
          || desk.user().places().contains(place.getIdElement().getIdPart())) {
        places.add(new Frame.Option(place.getIdElement().getIdPart(), place.getName()));
      }
    }
    places.sort(Comparator.comparing(one -> one.label() == null ? "" : one.label()));
    return List.copyOf(places);
  }
}
