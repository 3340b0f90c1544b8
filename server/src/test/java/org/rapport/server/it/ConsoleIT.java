package org.rapport.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rapport.server.it.ConsolePages.ADMIN;
import static org.rapport.server.it.ConsolePages.PASSWORD;
import static org.rapport.server.it.ConsolePages.page;
import static org.rapport.server.it.ConsolePages.press;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Communication;
import org.hl7.fhir.r4.model.Location;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Practitioner;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Task;
import org.hl7.fhir.r4.model.Task.TaskIntent;
import org.hl7.fhir.r4.model.Task.TaskStatus;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.rapport.profiles.Extensions;
import org.rapport.terminology.LeadStage;
import org.rapport.terminology.TaskCode;

/** The console as somebody without script has it: forms and links do all that staff need. */
@ExtendWith(SharedClinic.class)
class ConsoleIT {
  private static final AtomicInteger PLACE = new AtomicInteger();

  private final Clinic clinic;
  private final Person person = Person.next();
  private final String place = "console-place-" + PLACE.incrementAndGet();
  private final Instant now;

  ConsoleIT(Clinic clinic) {
    this.clinic = clinic;
    this.now = clinic.morning().toInstant();
    Location location = new Location().setName("Console place " + PLACE.get());
    location.setStatus(Location.LocationStatus.ACTIVE).setId(place);
    clinic.fhir().put(location).accepted();
    clinic.fhir().put(person.patient()).accepted();
    Practitioner staff = new Practitioner();
    staff.setId("sam");
    clinic.fhir().put(staff).accepted();
    ConsolePages.administrator(clinic);
    sendTheRestElsewhere();
  }

  /** What other tests left open and of no place stands at every one, before ours. */
  private void sendTheRestElsewhere() {
    String patch =
        """
        [{"op": "add", "path": "/location", "value": {"reference": "Location/console-elsewhere"}}]\
        """;
    Location elsewhere = new Location().setName("Elsewhere");
    elsewhere.setId("console-elsewhere");
    clinic.fhir().put(elsewhere).accepted();
    clinic
        .fhir()
        .get("/Task/$worklist?_count=500&location=" + place)
        .accepted()
        .as(Parameters.class)
        .getParameter()
        .stream()
        .flatMap(item -> item.getPart().stream())
        .filter(part -> part.getResource() instanceof Task)
        .map(part -> part.getResource().getIdElement().getIdPart())
        .forEach(
            id ->
                clinic
                    .fhir()
                    .send("PATCH", "/Task/" + id, "application/json-patch+json", patch)
                    .accepted());
  }

  private Visitor visitor() {
    return Visitor.from(Visitor.address(), clinic.process().base());
  }

  private String lead(Duration due) {
    Task task = new Task().setStatus(TaskStatus.REQUESTED).setIntent(TaskIntent.ORDER);
    task.setCode(new CodeableConcept(new Coding(TaskCode.SYSTEM, TaskCode.LEAD.code(), null)));
    task.setBusinessStatus(
        new CodeableConcept(new Coding(LeadStage.SYSTEM, LeadStage.NEW.code(), null)));
    task.setFor(new Reference("Patient/" + person.id()));
    task.setLocation(new Reference("Location/" + place));
    task.setAuthoredOn(Date.from(now));
    if (due != null) {
      task.getRestriction().getPeriod().setEnd(Date.from(now.plus(due)));
    }
    return clinic.fhir().create(task);
  }

  private Document today(Visitor visitor) {
    return page(visitor, "/console/today?place=" + place);
  }

  private static List<String> rows(Document page) {
    return page.select("[data-row]").stream()
        .map(row -> row.id().substring("row-".length()))
        .toList();
  }

  private Task task(String id) {
    return clinic.fhir().get("/Task/" + id).accepted().as(Task.class);
  }

  @Test
  void whoWaitsStandsByThePromise_andACallThatNobodyAnswersPutsItOff() {
    String none = lead(null);
    String later = lead(Duration.ofHours(2));
    String first = lead(Duration.ofMinutes(20));
    Visitor sam = visitor().signedIn("sam", "sam-password");

    Document list = today(sam);
    assertThat(rows(list)).containsExactly(first, later, none);
    assertThat(list.select("#row-" + first).hasClass("soon")).isTrue();

    HttpResponse<String> called =
        press(sam, list.select("#row-" + first + " button[value=no-answer]").first());

    assertThat(called.statusCode()).isEqualTo(303);
    assertThat(called.headers().firstValue("Location").orElse(""))
        .as("with the next one in focus")
        .isEqualTo("/console/today?place=" + place + "#row-" + later);
    clinic.settle();
    assertThat(rows(today(sam))).containsExactly(later, none);
    assertThat(rows(page(sam, "/console/today?whose=later&place=" + place))).containsExactly(first);
    assertThat(task(first).getBusinessStatus().getCodingFirstRep().getCode())
        .isEqualTo(LeadStage.CONTACTED.code());
    assertThat(
            clinic
                .fhir()
                .get("/Communication?subject=Patient/" + person.id() + "&category=call")
                .accepted()
                .as(Bundle.class)
                .getEntry())
        .hasSize(1);
    assertThat(
            press(sam, list.select("#row-" + first + " button[value=no-answer]").first())
                .statusCode())
        .as("the same button once more")
        .isEqualTo(412);
    Document person = page(sam, "/console/people/" + this.person.id());
    assertThat(person.select("#thread").text()).contains("Call");
  }

  @Test
  void aWrongNumberIsSaidOfTheNumberThatWasCalled_andIsUsedNoMore() {
    String lead = lead(Duration.ofMinutes(20));
    Visitor sam = visitor().signedIn("sam", "sam-password");

    assertThat(
            press(sam, today(sam).select("#row-" + lead + " button[value=wrong-number]").first())
                .statusCode())
        .isEqualTo(303);
    clinic.settle();

    Communication call =
        (Communication)
            clinic
                .fhir()
                .get("/Communication?subject=Patient/" + person.id() + "&category=call")
                .accepted()
                .as(Bundle.class)
                .getEntryFirstRep()
                .getResource();
    assertThat(call.getStatus()).isEqualTo(Communication.CommunicationStatus.COMPLETED);
    assertThat(call.getExtensionByUrl(Extensions.SENT_TO)).isNotNull();
    assertThat(page(sam, "/console/people/" + person.id()).select(".grid").text())
        .as("neither texts nor calls go to it any more; e-mail does")
        .contains("Acknowledgement no yes no");
  }

  @Test
  void ofTwoWhoTakeTheSameTheSecondIsTold_andUndoPutsItBack() {
    String lead = lead(Duration.ofHours(1));
    Visitor sam = visitor().signedIn("sam", "sam-password");
    Visitor admin = visitor().signedIn(ADMIN, PASSWORD);
    Document seen = today(admin);

    assertThat(press(sam, take(today(sam), lead)).statusCode()).isEqualTo(303);
    assertThat(press(admin, take(seen, lead)).statusCode()).isEqualTo(303);
    assertThat(today(admin).select(".notice").text()).isEqualTo("sam was faster and has it now.");
    HttpResponse<String> third = press(admin, later(seen, lead));
    assertThat(third.statusCode()).isEqualTo(412);
    assertThat(Jsoup.parse(third.body()).select("h1").text()).isEqualTo("Somebody was faster");
    assertThat(task(lead).getExtensionByUrl(Extensions.TAKEN_BY)).isNotNull();

    Document after = today(sam);
    assertThat(after.select("#row-" + lead).text()).contains("you have it");
    assertThat(after.select(".notice").text()).contains("It is yours now.");
    assertThat(press(sam, after.select("[data-undo] button").first()).statusCode()).isEqualTo(303);
    assertThat(task(lead).getExtensionByUrl(Extensions.TAKEN_BY)).isNull();
    assertThat(task(lead).getStatus()).isEqualTo(TaskStatus.REQUESTED);
  }

  private static Element later(Document page, String task) {
    return page.select("#row-" + task + " form[action$=/later] button").first();
  }

  private static Element take(Document page, String task) {
    return page.select("#row-" + task + " form[action$=/take] button").first();
  }

  @Test
  void whatIsWrittenIsKeptAsADraft_judged_andSentOnce() {
    Visitor sam = visitor().signedIn("sam", "sam-password");
    Document page = page(sam, "/console/people/" + person.id());
    Element send = page.select("[data-sends]").first();
    Element keep = page.select("button[formaction$=/draft]").first();
    String words = "Harbour Clinic: your form is ready. +1 416 555 0100. STOP to opt out";

    HttpResponse<String> kept =
        press(sam, keep, "text", words, "channel", "sms", "purpose", "care");
    assertThat(kept.statusCode()).isEqualTo(200);
    assertThat(Jsoup.parse(kept.body()).text()).contains("Draft kept.");
    Document again = page(sam, "/console/people/" + person.id());
    assertThat(again.select("#write").val()).isEqualTo(words);

    for (int i = 0; i < 2; i++) {
      assertThat(press(sam, send, "text", words, "channel", "sms", "purpose", "care").statusCode())
          .isIn(303, 412, 422);
    }
    clinic.settle();
    assertThat(
            clinic
                .fhir()
                .get("/CommunicationRequest?subject=Patient/" + person.id())
                .accepted()
                .as(Bundle.class)
                .getEntry())
        .hasSize(1);
    assertThat(
            clinic
                .fhir()
                .get("/Communication?subject=Patient/" + person.id())
                .accepted()
                .as(Bundle.class)
                .getEntry())
        .as("sent once")
        .hasSize(1);
  }

  @Test
  void itIsForEverybody_byKeyboard_andLive() throws Exception {
    String first = lead(Duration.ofMinutes(20));
    String next = lead(Duration.ofMinutes(40));
    Person texter = Person.next().withoutEmail();
    clinic.fhir().put(texter.patient()).accepted();

    NodeScript.runInBrowser(
        "console.mjs",
        Map.of(
            "BASE",
            clinic.process().base(),
            "USER",
            ADMIN,
            "PASSWORD",
            PASSWORD,
            "CLIENT",
            RapportProcess.CLIENT + ":" + RapportProcess.SECRET,
            "PLACE",
            place,
            "PATIENT",
            person.id(),
            "LEAD",
            first,
            "NEXT",
            next,
            "TEXTER",
            texter.id(),
            "PHONE",
            texter.phone()));
  }
}
