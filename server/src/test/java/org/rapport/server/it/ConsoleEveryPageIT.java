package org.rapport.server.it;

import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import org.hl7.fhir.r4.model.CommunicationRequest;
import org.hl7.fhir.r4.model.CommunicationRequest.CommunicationRequestStatus;
import org.hl7.fhir.r4.model.HealthcareService;
import org.hl7.fhir.r4.model.Location;
import org.hl7.fhir.r4.model.Practitioner;
import org.junit.jupiter.api.Test;

/**
 * Every page of the console, as axe sees it: in each language, light and dark, narrow and wide; and
 * those for a file, as they are printed.
 */
class ConsoleEveryPageIT extends CampaignScenario {
  ConsoleEveryPageIT(Clinic clinic) {
    super(clinic);
    clinic.morning();
    ConsolePages.administrator(clinic);
  }

  @Test
  void eachCanBeReadByEverybody() throws Exception {
    ZonedDateTime day = clinic.settle().atZone(Clinic.ZONE).plusDays(9);
    Location place = new Location().setName("Walked").setStatus(Location.LocationStatus.ACTIVE);
    place.setId("walked");
    String visit = visitAtNew(place, day);
    HealthcareService service = new HealthcareService();
    service.setActive(true).setName("Walking").setId("walking");
    clinic.fhir().put(service).accepted();
    Practitioner staff = new Practitioner();
    staff.setId("sam");
    clinic.fhir().put(staff).accepted();
    String request = clinic.outreach().step(visit, "confirmation").id();
    String group = group(people(3));
    CommunicationRequest draft = message(group).setStatus(CommunicationRequestStatus.DRAFT);
    String campaign = clinic.fhir().create(draft);
    clinic.send(SiuMessages.booking("walk" + person.id()).of(person).at(day).textWithoutPid());
    Visitor admin =
        Visitor.from(Visitor.address(), clinic.process().base())
            .signedIn(ConsolePages.ADMIN, ConsolePages.PASSWORD);
    String letter =
        ConsolePages.page(admin, "/console/letters")
            .select("a[href^=/console/letters/]")
            .last()
            .attr("href");

    NodeScript.runInBrowser(
        "walk.mjs",
        Map.of(
            "BASE",
            clinic.process().base(),
            "USER",
            ConsolePages.ADMIN,
            "PASSWORD",
            ConsolePages.PASSWORD,
            "PATHS",
            String.join(
                "\n",
                List.of(
                    "/console/help",
                    "/console/more",
                    "/console/views?of=/console/today",
                    "/console/people/" + person.id(),
                    "/console/people/" + person.id() + "/same",
                    "/console/people/" + person.id() + "/book",
                    "/console/why/" + request + "?when=decision",
                    "/console/why/" + request + "?when=now",
                    "/console/rights/" + person.id(),
                    "/console/campaigns/new",
                    "/console/campaigns/" + campaign,
                    "/console/segments/new",
                    "/console/segments/" + group,
                    "/console/journeys/appointment-reminders",
                    "/console/journeys/appointment-reminders/calendar?people=20",
                    "/console/journeys/appointment-reminders/compare?with="
                        + "appointment-reminders-gentle",
                    "/console/templates/appointment-reminder",
                    "/console/measures/delivery-rate",
                    "/console/measures/delivery-rate/people",
                    "/console/funnel/new",
                    "/console/places/walked",
                    "/console/catalogue/walking",
                    "/console/users/edit",
                    "/console/apps/new",
                    "/console/users/edit?user=sam",
                    letter))));
    NodeScript.runInBrowser(
        "print.mjs",
        Map.of(
            "BASE",
            clinic.process().base(),
            "USER",
            ConsolePages.ADMIN,
            "PASSWORD",
            ConsolePages.PASSWORD,
            "PATHS",
            String.join(
                "\n",
                List.of(
                    "/console/today",
                    "/console/visits?day=" + day.toLocalDate(),
                    "/console/consents?patient=" + person.id(),
                    "/console/why/" + request,
                    "/console/campaigns/" + campaign,
                    "/console/audit"))));
  }

  private String visitAtNew(Location place, ZonedDateTime day) {
    clinic.fhir().put(person.patient()).accepted();
    return visitAt(place, person, day);
  }
}
