package org.rapport.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rapport.server.it.ConsolePages.page;
import static org.rapport.server.it.ConsolePages.press;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.hl7.fhir.r4.model.HealthcareService;
import org.hl7.fhir.r4.model.Location;
import org.hl7.fhir.r4.model.Location.DaysOfWeek;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Test;

/**
 * What the clinic is, as those who look after it change it: places, services, segments, figures.
 */
class ConsoleCatalogueIT extends CampaignScenario {
  private final Visitor admin;

  ConsoleCatalogueIT(Clinic clinic) {
    super(clinic);
    clinic.morning();
    ConsolePages.administrator(clinic);
    admin =
        Visitor.from(Visitor.address(), clinic.process().base())
            .signedIn(ConsolePages.ADMIN, ConsolePages.PASSWORD);
  }

  private static void done(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(303);
  }

  @Test
  void aClosedDayMovesTheNextPromise_andWhatTheFormDoesNotSayStays() {
    String id = "closed-" + person.id();
    Location place = new Location().setName("Closed").setStatus(Location.LocationStatus.ACTIVE);
    place.addIdentifier().setSystem("urn:kept").setValue(id);
    place.setId(id);
    Location.LocationHoursOfOperationComponent hours = place.addHoursOfOperation();
    hours.setOpeningTime("09:00:00").setClosingTime("17:00:00");
    for (DaysOfWeek day : DaysOfWeek.values()) {
      if (day != DaysOfWeek.NULL) {
        hours.addDaysOfWeek(day);
      }
    }
    clinic.fhir().put(place).accepted();
    HealthcareService offered = new HealthcareService().setActive(true).setName("Closed " + id);
    offered.addLocation(new Reference("Location/" + id));
    clinic.fhir().create(offered);
    Instant before = promised(id, Person.next());

    String form = "/console/places/" + id;
    Document seen = page(admin, form);
    assertThat(seen.select("#day-1").val()).isEqualTo("09:00–17:00");
    done(save(seen, ""));
    assertThat(clinic.fhir().read(Location.class, id).getHoursOfOperation()).hasSize(1);
    LocalDate today = clinic.settle().atZone(Clinic.ZONE).toLocalDate();
    done(save(page(admin, form), today + "\n" + today.plusDays(1)));

    Location closed = clinic.fhir().read(Location.class, id);
    assertThat(closed.getIdentifierFirstRep().getValue()).isEqualTo(id);
    assertThat(promised(id, Person.next())).isAfter(before.plus(Duration.ofHours(24)));
    assertThat(save(seen, "").statusCode()).as("somebody has changed it since").isEqualTo(412);
    assertThat(save(page(admin, form), "soon").statusCode()).isEqualTo(422);
  }

  private HttpResponse<String> save(Document form, String holidays) {
    return press(
        admin, form.selectFirst("main form button"), typed(form, holidays).toArray(String[]::new));
  }

  private static List<String> typed(Document form, String holidays) {
    List<String> typed = new ArrayList<>();
    form.select("main form input:not([type=hidden])")
        .forEach(
            field -> {
              typed.add(field.attr("name"));
              typed.add(field.val());
            });
    typed.add("holidays");
    typed.add(holidays);
    return typed;
  }

  private Instant promised(String place, Person who) {
    Parameters answer = ask(who, "Closed " + place);
    return Instant.parse(answer.getParameter("respondBy").getValue().primitiveValue());
  }

  private Parameters ask(Person who, String service) {
    Parameters inquiry = new Parameters();
    String[][] fields = {{"given", who.given()}, {"phone", who.phone()}, {"service", service}};
    for (String[] one : fields) {
      if (one[1] == null) {
        continue;
      }
      Parameters.ParametersParameterComponent field = inquiry.addParameter().setName("field");
      field.addPart().setName("name").setValue(new StringType(one[0]));
      field.addPart().setName("value").setValue(new StringType(one[1]));
    }
    return clinic.fhir().post("/$submit-inquiry", inquiry).accepted().as(Parameters.class);
  }

  @Test
  void aServiceIsChangedInTheCatalogue_andKeepsItsCodes() {
    HealthcareService offered = new HealthcareService().setActive(true).setName("Hearing");
    offered.addType().addCoding().setSystem("urn:catalogue").setCode(person.id());
    offered
        .addEligibility()
        .getCode()
        .addCoding()
        .setSystem("urn:plan")
        .setCode("1")
        .setDisplay("Sun Life");
    String id = clinic.fhir().create(offered);
    Document seen = page(admin, "/console/catalogue/" + id);
    assertThat(seen.select("#insurances").val()).isEqualTo("Sun Life");

    String[] typed = {"name", "Hearing test", "insurances", "Sun Life\nOHIP", "active", "true"};
    done(press(admin, seen.selectFirst("main form button"), typed));

    HealthcareService kept = clinic.fhir().read(HealthcareService.class, id);
    assertThat(kept.getName()).isEqualTo("Hearing test");
    assertThat(kept.getTypeFirstRep().getCodingFirstRep().getCode()).isEqualTo(person.id());
    assertThat(kept.getEligibility()).hasSize(2);
    assertThat(kept.getEligibilityFirstRep().getCode().getCodingFirstRep().getCode())
        .isEqualTo("1");
    assertThat(press(admin, seen.selectFirst("main form button"), typed).statusCode())
        .as("on what somebody has changed")
        .isEqualTo(412);
  }

  @Test
  void aSegmentIsChosen_andReadsAsASentence() {
    Document fresh = page(admin, "/console/segments/new");
    HttpResponse<String> kept =
        press(
            admin,
            fresh.selectFirst("main form button"),
            "name",
            "Came",
            "kind",
            "fulfilled",
            "since",
            "2027-01-05");
    String path = kept.headers().firstValue("Location").orElseThrow();

    Document segment = page(admin, path);

    assertThat(segment.select("#filter-0").val())
        .isEqualTo("Appointment?status=fulfilled&date=ge2027-01-05");
    assertThat(segment.select("#says-0").text()).contains("who were here, since January 5, 2027");
    assertThat(page(admin, "/console/segments").text()).contains("who were here");
  }

  @Test
  void theFunnelOpensItsPeople() {
    String lead = ask(Person.next(), null).getParameter("lead").getValue().primitiveValue();

    Document funnel = page(admin, "/console/funnel");
    Element link = funnel.selectFirst("#row-new a");
    assertThat(Integer.parseInt(link.text())).isPositive();
    assertThat(page(admin, link.attr("href")).select("#row-" + lead)).hasSize(1);
  }
}
