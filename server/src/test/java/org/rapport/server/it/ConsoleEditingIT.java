package org.rapport.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rapport.server.it.ConsolePages.page;
import static org.rapport.server.it.ConsolePages.press;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.hl7.fhir.r4.model.ActivityDefinition;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.PlanDefinition;
import org.hl7.fhir.r4.model.Resource;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Test;

/** Journeys, templates and campaigns as those who write them have them, without script. */
class ConsoleEditingIT extends CampaignScenario {
  private final Visitor admin;

  ConsoleEditingIT(Clinic clinic) {
    super(clinic);
    clinic.morning();
    clinic.fhir().put(person.patient()).accepted();
    ConsolePages.administrator(clinic);
    admin = visitor(ConsolePages.ADMIN, ConsolePages.PASSWORD);
  }

  private Visitor visitor(String name, String password) {
    return Visitor.from(Visitor.address(), clinic.process().base()).signedIn(name, password);
  }

  private static String location(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(303);
    return answer.headers().firstValue("Location").orElseThrow().replaceAll("#.*", "");
  }

  /** Sends the form of a button with all that stands in it, as a browser without script does. */
  private HttpResponse<String> send(Element button, String... changed) {
    List<String> typed = new ArrayList<>();
    for (Element field : button.closest("form").select("input[name], select, textarea")) {
      if (!field.attr("type").equals("hidden")) {
        typed.add(field.attr("name"));
        typed.add(
            field.is("select")
                ? chosen(field)
                : field.is("textarea") ? field.wholeText() : field.attr("value"));
      }
    }
    for (int i = 0; i < changed.length; i += 2) {
      int at = typed.indexOf(changed[i]);
      typed.set(at + 1, changed[i + 1]);
    }
    return press(admin, button, typed.toArray(String[]::new));
  }

  private static String chosen(Element select) {
    Element option = select.selectFirst("option[selected]");
    Element first = option == null ? select.selectFirst("option") : option;
    return first.hasAttr("value") ? first.attr("value") : first.text();
  }

  private <R extends Resource> R stored(Class<R> type, String path) {
    String id = path.substring(path.lastIndexOf('/') + 1);
    return clinic.fhir().get("/" + type.getSimpleName() + "/" + id).accepted().as(type);
  }

  private static String body(Resource resource) {
    Resource copy = resource.copy();
    copy.setMeta(null);
    return FhirClient.json(copy);
  }

  @Test
  void aJourneyIsDraftedChangedComparedAndTried() {
    Document force = page(admin, "/console/journeys/appointment-reminders");
    String version = "9." + System.nanoTime() + ".0";
    String path =
        location(send(force.selectFirst("form[action$=/draft] button"), "version", version));

    Document draft = page(admin, path);
    assertThat(draft.select(".notice").text()).contains("A draft was made");
    assertThat(draft.select("#findings li")).as("nobody has approved it yet").isNotEmpty();
    PlanDefinition before = stored(PlanDefinition.class, path);

    Document step = page(admin, path + "/steps/last-reminder");
    assertThat(step.select("#number").val()).isEqualTo("2");
    location(send(step.selectFirst("button[value=save]")));
    assertThat(body(stored(PlanDefinition.class, path)))
        .as("saved without a change")
        .isEqualTo(body(before));

    step = page(admin, path + "/steps/last-reminder");
    location(send(step.selectFirst("button[value=save]"), "number", "3"));
    assertThat(send(step.selectFirst("button[value=save]"), "number", "4").statusCode())
        .as("on what somebody else has changed")
        .isIn(409, 412);
    location(send(page(admin, path).selectFirst("#step-reminder button[value=up]")));
    location(send(page(admin, path).selectFirst("#step-confirmation button[value=after]")));

    Document changed = page(admin, path);
    assertThat(changed.select(".timeline > li[id]").eachAttr("id"))
        .containsSubsequence("step-confirmation", "step-reminder", "step-preparation");
    assertThat(changed.select("#step-last-reminder").text()).contains("3 h before");
    assertThat(page(admin, path + "/compare?with=appointment-reminders").select(".card").text())
        .contains("moves from 2 h before “The visit” to 3 h before “The visit”")
        .contains("“New step” is new")
        .contains("another order");
    Document tried =
        page(
            admin,
            path
                + "/calendar?people=20&to="
                + clinic.settle().plus(Duration.ofDays(60)).toString().substring(0, 10));
    assertThat(tried.select("h2").eachText()).contains("Step by step");
    assertThat(tried.select("table.month td strong"))
        .as("days on which something is sent")
        .isNotEmpty();
    assertThat(send(changed.selectFirst("form[action$=/status] button")).statusCode())
        .as("nobody has looked at it")
        .isEqualTo(422);
    assertThat(admin.get(path + "/steps/nothing-like-it").statusCode()).isEqualTo(404);
  }

  @Test
  void theWordsOfATemplateAreKeptAsTheyWere_whereTheyWereNotChanged() {
    Document force = page(admin, "/console/templates/appointment-reminder");
    String version = "9." + System.nanoTime() + ".0";
    String path =
        location(send(force.selectFirst("form[action$=/draft] button"), "version", version));
    ActivityDefinition before = stored(ActivityDefinition.class, path);

    location(send(page(admin, path).selectFirst("form[action$=/words] button")));
    assertThat(body(stored(ActivityDefinition.class, path))).isEqualTo(body(before));

    Document form = page(admin, path);
    location(
        send(
            form.selectFirst("form[action$=/words] button"),
            "body-0",
            "{{clinicName}}: {{visitDate}}, {{visitTime}}. {{clinicPhone}}. STOP to opt out"));
    ActivityDefinition after = stored(ActivityDefinition.class, path);
    assertThat(FhirClient.json(after)).contains("{{visitDate}}, {{visitTime}}.");
    assertThat(after.getExtension()).hasSameSizeAs(before.getExtension());
    String preview = path + "?patient=" + person.id();
    clinic.fhir().create(person.visit(clinic.settle().plus(Duration.ofDays(3))));
    assertThat(page(admin, preview).select("pre").text())
        .as("as somebody would get it")
        .contains("Harbour Clinic");
  }

  @Test
  void whoWritesToManySeesWhomItWouldReachAndNobodysName() {
    // More than may go without a second person.
    List<Person> people = people(101);
    String segment = group(people);
    Visitor mark = visitor("mark", "mark-password");

    Document seen = page(mark, "/console/segments/" + segment + "?purpose=care");
    assertThat(seen.select("#reach").text()).contains("101 of 101 people");
    assertThat(seen.select("a[href^=/console/people]")).isEmpty();

    Document fresh = page(mark, "/console/campaigns/new");
    HttpResponse<String> kept =
        press(
            mark,
            fresh.selectFirst("form[action=/console/campaigns] button"),
            "segment",
            segment,
            "purpose",
            "care",
            "template",
            "",
            "text",
            TEXT);
    String path = location(kept);
    Document draft = page(mark, path);
    assertThat(draft.select("#reach").text()).contains("101 of 101 people");
    location(press(mark, draft.selectFirst("form[action$=/send] button")));
    clinic.settle();
    Document waiting = page(mark, path);
    assertThat(waiting.select("form[action$=/approve]")).as("their own").isEmpty();
    location(press(admin, page(admin, path).selectFirst("form[action$=/approve] button")));
    assertThat(page(mark, "/console/campaigns").text()).contains("Harbour Clinic: we have moved");
    Element cancel = page(admin, path).selectFirst("button[formaction$=/cancel]");
    location(press(admin, cancel, "reason", "only tried"));
  }

  @Test
  void twoRecordsStandSideBySide_andBecomeOne() {
    Person twin = Person.next();
    Patient other = twin.patient();
    other.setTelecom(person.patient().getTelecom());
    other.setName(person.patient().getName());
    other.setBirthDateElement(person.patient().getBirthDateElement());
    clinic.fhir().put(other).accepted();
    Visitor sam = visitor("sam", "sam-password");

    Document found = page(sam, "/console/people/" + person.id() + "/same");
    String compare = found.select("a[href$=with=" + twin.id() + "]").first().attr("href");
    Document both = page(sam, compare);
    assertThat(both.select("tbody tr").size()).isGreaterThan(5);
    assertThat(both.select("#preview").text()).contains("would be changed");
    location(press(sam, both.selectFirst("form[method=post][action$=/same] button")));

    assertThat(clinic.fhir().get("/Patient/" + twin.id()).accepted().as(Patient.class).getActive())
        .isFalse();
  }

  @Test
  void whatIsWithheldIsShownForAnHour_withAReasonThatComplianceReads() {
    Visitor nora = visitor("nora", "nora-password");
    Document withheld = page(nora, "/console/people/" + person.id());

    location(
        press(
            nora,
            withheld.selectFirst("form[action$=/glass] button"),
            "reason",
            "She is at the desk"));

    assertThat(page(nora, "/console/people/" + person.id()).select(".notice").text())
        .contains("for an hour");
    assertThat(clinic.outreach().tasks("break-glass"))
        .anyMatch(task -> ("Patient/" + person.id()).equals(task.getFor().getReference()));
    Visitor sam = visitor("sam", "sam-password");
    assertThat(page(sam, "/console/people/" + person.id()).select("form[action$=/glass]"))
        .as("nothing is withheld from them")
        .isEmpty();
  }

  @Test
  void aMessageThatLacksItsPatientIsCorrectedLookedAtAndAppliedOnce() {
    SiuMessages booking =
        SiuMessages.booking("L" + person.id())
            .of(person)
            .at(clinic.settle().atZone(Clinic.ZONE).plusDays(9));
    MllpClient.Ack refused = clinic.send(booking.textWithoutPid());
    assertThat(refused.code()).isEqualTo("AE");
    String control = refused.segment("MSA").split("\\|")[2];

    Document journal = page(admin, "/console/messages?answer=AE&control=" + control);
    String path = journal.select("a[href^=/console/letters/]").first().attr("href");
    Document letter = page(admin, path);
    assertThat(letter.select(".raw").text()).contains("MSH|").contains(control);

    String copy = booking.text().replace('\r', '\n');
    HttpResponse<String> preview =
        press(admin, letter.selectFirst("button[value=preview]"), "copy", copy, "reason", "");
    assertThat(preview.statusCode()).as(preview.body()).isEqualTo(200);
    assertThat(Jsoup.parse(preview.body()).select("#result").text())
        .contains("It would be answered AA")
        .contains("Appointment/");
    Element replay = letter.selectFirst("button[value=replay]");
    location(press(admin, replay, "copy", copy, "reason", "PID was missing"));
    assertThat(press(admin, replay, "copy", copy, "reason", "once more").statusCode())
        .as("applied once")
        .isEqualTo(409);
    assertThat(page(admin, path).select(".heading .chip").text()).isEqualTo("applied");
    assertThat(page(admin, "/console/senders").text()).contains("EPIC:MAIN");
    assertThat(page(admin, "/console/routes").text()).contains("siu-intake");
  }
}
