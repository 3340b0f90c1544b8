package org.rapport.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.rapport.server.it.ConsolePages.ADMIN;
import static org.rapport.server.it.ConsolePages.PASSWORD;
import static org.rapport.server.it.ConsolePages.page;
import static org.rapport.server.it.ConsolePages.press;

import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.Appointment.AppointmentStatus;
import org.hl7.fhir.r4.model.AuditEvent;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.HealthcareService;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Schedule;
import org.hl7.fhir.r4.model.Slot;
import org.hl7.fhir.r4.model.Slot.SlotStatus;
import org.hl7.fhir.r4.model.Task;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Test;

/** What staff see of work that goes on without them, and what their own does at once. */
class ConsoleWorkIT extends CampaignScenario {
  private static final Duration SOON = Duration.ofSeconds(15);
  private final Visitor admin;

  ConsoleWorkIT(Clinic clinic) {
    super(clinic);
    clinic.morning();
    clinic.fhir().put(person.withoutEmail().patient()).accepted();
    ConsolePages.administrator(clinic);
    admin = visitor(ADMIN, PASSWORD);
  }

  private Visitor visitor(String name, String password) {
    return Visitor.from(Visitor.address(), clinic.process().base()).signedIn(name, password);
  }

  private static void done(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(303);
  }

  @Test
  void aFreedTimeShowsForWhomItIsKept_andUntilWhen_andCapacityCountsBoth() {
    ZonedDateTime day = clinic.settle().atZone(Clinic.ZONE).plusDays(9).withHour(15);
    HealthcareService offered = new HealthcareService().setActive(true).setName("Kept times");
    String service = clinic.fhir().create(offered);
    Appointment wait = new Appointment().setStatus(AppointmentStatus.WAITLIST);
    wait.setCreated(Date.from(clinic.settle().minus(Duration.ofDays(1))));
    for (String actor : List.of("Patient/" + person.id(), "HealthcareService/" + service)) {
      wait.addParticipant()
          .setStatus(Appointment.ParticipationStatus.ACCEPTED)
          .setActor(new Reference(actor));
    }
    String waiting = clinic.fhir().create(wait);
    Schedule schedule = new Schedule().setActive(true);
    schedule.addActor(new Reference("HealthcareService/" + service));
    Slot slot = new Slot().setStatus(SlotStatus.FREE);
    slot.setSchedule(new Reference("Schedule/" + clinic.fhir().create(schedule)));
    slot.setStart(Date.from(day.toInstant())).setEnd(Date.from(day.plusHours(1).toInstant()));
    clinic.fhir().create(slot);
    clinic.settle();

    String list = "/console/waitlist?service=" + service;
    assertThat(page(admin, list).select("[data-row]").eachAttr("id"))
        .containsExactly("row-" + waiting);
    assertThat(page(admin, list).select("#row-" + waiting).text())
        .containsPattern("3:00 PM – until 12:00 PM");

    Element capacity =
        page(admin, "/console/capacity").selectFirst("a[href$=service=" + service + "]");
    assertThat(capacity.text()).startsWith("1 / 0");
    assertThat(capacity.parent().className()).as("more ask than there are times").isEqualTo("h4");
  }

  /** It died of something that is over: the same row is due again, once, and does its work. */
  @Test
  void aDeadItemIsTriedAgainByName_howeverOftenThatIsPressed() throws Exception {
    String focus = "Appointment/dead-" + person.id();
    long dead = deadChange(focus);

    NodeScript.runInBrowser(
        "outbound.mjs",
        Map.of(
            "BASE", clinic.process().base(), "USER", ADMIN, "PASSWORD", PASSWORD, "FOCUS", focus));

    clinic.settle();
    assertThat(page(admin, "/console/outbound").select("#row-" + dead)).isEmpty();
    HttpResponse<String> late =
        admin.post(
            "/console/outbound/retry",
            List.of(
                Map.entry("id", Long.toString(dead)),
                Map.entry("_csrf", page(admin, "/console/outbound").select("[name=_csrf]").val())));
    done(late);
    assertThat(page(admin, "/console/outbound").text()).contains("It is tried again already");
  }

  private long deadChange(String focus) throws Exception {
    try (Connection database = EmbeddedData.of(clinic.data());
        PreparedStatement item =
            database.prepareStatement(
                """
                insert into rapport.work_item
                  (kind, patient, focus, due_at, state, attempts, last_error)
                values ('change', ?, ?, now(), 'dead', 8, 'failed') returning id""")) {
      item.setString(1, person.id());
      item.setString(2, focus);
      try (ResultSet row = item.executeQuery()) {
        row.next();
        return row.getLong(1);
      }
    }
  }

  @Test
  void aManagerSeesCapacity_butNobodyWhoWaits() {
    String name = "planner-" + person.id();
    Parameters user = ConsolePages.account(name, "a password of " + name, "manager");
    user.addParameter("sensitive", new BooleanType(true));
    clinic.fhir().post("/$user", user).accepted();
    HealthcareService offered = new HealthcareService().setActive(true).setName("Planned");
    clinic.fhir().create(offered);

    Document seen = page(visitor(name, "a password of " + name), "/console/capacity");

    assertThat(seen.select("th[scope=row]").eachText()).contains("Planned");
    assertThat(seen.select("td a")).isEmpty();
  }

  @Test
  void anotherFaultStandsBesideTheFirst_andWhoOpenedItIsInTheTrail() {
    SiuMessages booking =
        SiuMessages.booking("W" + person.id())
            .of(person)
            .at(clinic.settle().atZone(Clinic.ZONE).plusDays(9));
    MllpClient.Ack refused = clinic.send(booking.textWithoutPid());
    String control = refused.segment("MSA").split("\\|")[2];
    String path =
        page(admin, "/console/messages?answer=AE&control=" + control)
            .select("a[href^=/console/letters/]")
            .first()
            .attr("href");
    Document letter = page(admin, path);
    String first = letter.select("p.error").text();

    HttpResponse<String> again =
        press(
            admin,
            letter.selectFirst("button[value=replay]"),
            "copy",
            booking.text().replace('\r', '\n').replaceAll("(?m)^SCH.*$", "SCH|"),
            "reason",
            "PID was missing");

    Document after = org.jsoup.Jsoup.parse(again.body());
    assertThat(after.select("#result .error").text()).isNotBlank().isNotEqualTo(first);
    assertThat(after.select("p.error").eachText()).contains(first);
    assertThat(page(admin, path).select("pre.raw").text()).contains(control);
    String task = path.substring(path.lastIndexOf('/') + 1);
    String raw =
        clinic.fhir().read(Task.class, task).getInput().stream()
            .filter(one -> one.getValue() instanceof Reference)
            .map(one -> ((Reference) one.getValue()).getReference())
            .filter(one -> one.startsWith("Binary/"))
            .findFirst()
            .orElseThrow();
    await()
        .atMost(SOON)
        .untilAsserted(
            () ->
                assertThat(clinic.fhir().search(AuditEvent.class, "entity=" + raw + "&action=R"))
                    .anyMatch(event -> FhirClient.json(event).contains("Ada Admin")));
  }

  @Test
  void haltedWithOneClick_nothingMoreLeaves() {
    HealthcareService offered = new HealthcareService().setActive(true).setName("Far away");
    String service = clinic.fhir().create(offered);
    Schedule schedule = new Schedule().setActive(true);
    schedule.addActor(new Reference("HealthcareService/" + service));
    Slot slot = new Slot().setStatus(SlotStatus.FREE);
    slot.setSchedule(new Reference("Schedule/" + clinic.fhir().create(schedule)));
    Instant far = clinic.settle().plus(Duration.ofDays(40));
    slot.setStart(Date.from(far)).setEnd(Date.from(far.plus(Duration.ofHours(1))));
    clinic.fhir().create(slot);
    List<Person> people = people(8);
    String campaign =
        clinic
            .fhir()
            .create(message(group(people)).addAbout(new Reference("HealthcareService/" + service)));
    clinic.advance(Duration.ofMinutes(72));
    assertThat(texts(people)).as("slowly, as there is no room").isBetween(1L, 3L);
    String path = "/console/campaigns/" + campaign;

    Element halt =
        page(admin, path).selectFirst("form[action$=/halt] button, button[formaction$=/halt]");
    done(press(admin, halt));
    long before = texts(people);
    assertThat(page(admin, path).select(".heading").text()).contains("Halted");
    clinic.advance(Duration.ofHours(4));

    assertThat(texts(people)).isEqualTo(before);
  }

  @Test
  void whoTextsCIsConfirmed() {
    ZonedDateTime start = clinic.settle().atZone(Clinic.ZONE).plusDays(3);
    Appointment visit = person.visit(start.toInstant());
    visit.getParticipantFirstRep().setStatus(Appointment.ParticipationStatus.NEEDSACTION);
    String id = clinic.fhir().create(visit);
    clinic.settle();
    String list = "/console/visits?day=" + start.toLocalDate();
    assertThat(page(admin, list).select("#row-" + id + " .chip").text()).isEqualTo("booked");

    phone.text("C");

    assertThat(page(admin, list).select("#row-" + id + " .chip").text()).isEqualTo("confirmed");
  }

  @Test
  void aGatewayThatStoppedIsSeen_andHowManyWaitForIt() {
    clinic.gateway().shut();
    try {
      // So many have to fail before it is the provider, and not one of them.
      Instant start = clinic.settle().plus(Duration.ofDays(10));
      for (Person one : Stream.generate(Person::next).limit(14).toList()) {
        clinic.fhir().put(one.withoutEmail().patient()).accepted();
        clinic.fhir().create(one.visit(start));
      }
      clinic.advance(Duration.ofMinutes(2));
      await()
          .atMost(SOON)
          .untilAsserted(
              () -> {
                List<String> sms =
                    page(admin, "/console/channels").select("#row-sms td").eachText();
                assertThat(sms.get(1)).isEqualTo("down");
                assertThat(Integer.parseInt(sms.get(4))).as("who waits").isPositive();
              });
    } finally {
      clinic.gateway().open();
    }
    clinic.advance(Duration.ofHours(1));
    assertThat(page(admin, "/console/channels").select("#row-sms td").eachText().get(1))
        .isEqualTo("answers");
  }

  @Test
  void whatWasNeverDecidedIsSaidToBeAsOfNow() {
    String visit =
        clinic.book(person.withoutEmail(), clinic.settle().atZone(Clinic.ZONE).plusDays(10));
    String reminder = clinic.outreach().step(visit, "reminder").id();
    String confirmation = clinic.outreach().step(visit, "confirmation").id();

    assertThat(page(admin, "/console/why/" + reminder).select("#unkept")).hasSize(1);
    assertThat(page(admin, "/console/why/" + confirmation).select("#unkept")).isEmpty();
  }

  @Test
  void aThousandPeopleAreTriedOutInTenSeconds() {
    long begun = System.nanoTime();
    Document tried =
        page(
            admin,
            "/console/journeys/appointment-reminders/calendar?people=1000&to="
                + clinic.settle().atZone(Clinic.ZONE).toLocalDate().plusDays(60));
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(10));
    assertThat(tried.select("table.month td strong")).isNotEmpty();
  }

  @Test
  void whoIsAnsweredLeavesTheConversations_andTheNextHasTheFocus() {
    Person other = Person.next().withoutEmail();
    clinic.book(person.withoutEmail(), clinic.settle().atZone(Clinic.ZONE).plusDays(10));
    clinic.book(other, clinic.settle().atZone(Clinic.ZONE).plusDays(10));
    phone.text("where can I park?");
    new PatientPhone(clinic, other.phone()).text("is there a lift?");
    List<String> rows = rows();
    Element row =
        page(admin, "/console/conversations").select("[data-row]").stream()
            .filter(one -> !one.select("a[href*=/people/" + person.id() + "]").isEmpty())
            .findFirst()
            .orElseThrow();

    Document write = page(admin, row.selectFirst("a[data-key=r]").attr("href"));
    HttpResponse<String> sent =
        press(
            admin,
            write.selectFirst("[data-sends]"),
            "text",
            "Harbour Clinic: behind the house. +1 416 555 0100. STOP to opt out",
            "channel",
            "sms",
            "purpose",
            "care");

    done(sent);
    int at = rows.indexOf(row.id());
    String next = at + 1 < rows.size() ? "#" + rows.get(at + 1) : "";
    assertThat(sent.headers().firstValue("Location").orElseThrow())
        .isEqualTo("/console/conversations" + next);
    clinic.settle();
    assertThat(rows()).doesNotContain(row.id());
    assertThat(phone.last()).contains("behind the house");
  }

  private List<String> rows() {
    return page(admin, "/console/conversations").select("[data-row]").eachAttr("id");
  }
}
