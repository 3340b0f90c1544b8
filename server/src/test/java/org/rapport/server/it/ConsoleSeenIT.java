package org.rapport.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rapport.server.it.ConsolePages.ADMIN;
import static org.rapport.server.it.ConsolePages.PASSWORD;
import static org.rapport.server.it.ConsolePages.account;
import static org.rapport.server.it.ConsolePages.page;
import static org.rapport.server.it.ConsolePages.press;

import java.net.http.HttpResponse;
import java.time.LocalTime;
import java.time.ZonedDateTime;
import java.util.List;
import org.hl7.fhir.r4.model.CarePlan;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Location;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Task;
import org.hl7.fhir.r4.model.Task.TaskIntent;
import org.hl7.fhir.r4.model.Task.TaskStatus;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Test;
import org.rapport.terminology.TaskCode;

/**
 * What has to be seen in the console by who has no script, besides {@link ConsoleIT} and {@link
 * ConsoleEditingIT}: what is said of a message before it goes and after it did not, what is put
 * off, who else writes, and journeys that are stopped.
 */
class ConsoleSeenIT extends JourneyScenario {
  private static final String WORDS =
      "Harbour Clinic: your form is ready. +1 416 555 0100. STOP to opt out";

  private Visitor sam;

  ConsoleSeenIT(Clinic clinic) {
    super(clinic);
    clinic.morning();
    clinic.fhir().put(person.patient()).accepted();
    ConsolePages.administrator(clinic);
    sam = visitor("sam", "sam-password");
  }

  private Visitor visitor(String name, String password) {
    return Visitor.from(Visitor.address(), clinic.process().base()).signedIn(name, password);
  }

  private String path() {
    return "/console/people/" + person.id();
  }

  private String verdict(String words) {
    Element keep = page(sam, path()).selectFirst("button[formaction$=/draft]");
    HttpResponse<String> kept =
        press(sam, keep, "text", words, "channel", "sms", "purpose", "care");
    assertThat(kept.statusCode()).as(kept.body()).isEqualTo(200);
    return Jsoup.parse(kept.body()).text();
  }

  private static String location(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(303);
    return answer.headers().firstValue("Location").orElseThrow();
  }

  @Test
  void whatIsAgainstAMessageIsSaidBeforeItGoes_andHowLongItIs() {
    assertThat(verdict("Harbour Clinic: reply CANCEL to cancel. STOP to opt out"))
        .contains("asks for a reply with a word that opts out");
    assertThat(verdict(WORDS))
        .contains("goes now", "68 characters, one part")
        .doesNotContain("shorter");
    assertThat(verdict("Łukasz: " + WORDS))
        .as("a letter that GSM has not")
        .contains("a letter outside of the alphabet of texts makes parts shorter");
  }

  @Test
  void atNightItWaits_isSaidTo_andGoesInTheMorning() {
    ZonedDateTime night = clinic.settle().atZone(Clinic.ZONE).with(LocalTime.of(22, 0));
    clinic.advanceTo(night.toInstant());
    sam = visitor("sam", "sam-password");

    assertThat(verdict(WORDS)).containsPattern("goes \\S+ \\d+ \\S+ 9:00");
    Element send = page(sam, path()).selectFirst("[data-sends]");
    press(sam, send, "text", WORDS, "channel", "sms", "purpose", "care");
    clinic.settle();
    assertThat(phone.got()).isEmpty();

    clinic.advanceTo(night.plusDays(1).with(LocalTime.of(9, 1)).toInstant());
    clinic.settle();
    assertThat(phone.got()).containsExactly(WORDS);
  }

  @Test
  void aColleaguesDraftIsNamed_andIsNotOverwritten() {
    verdict(WORDS);
    Visitor admin = visitor(ADMIN, PASSWORD);

    Document theirs = page(admin, path());
    assertThat(theirs.select("#others").text()).contains("is writing:", WORDS);
    assertThat(theirs.select("#write").val()).as("their own box").isEmpty();
    Element keep = theirs.selectFirst("button[formaction$=/draft]");
    press(admin, keep, "text", "Mine", "channel", "sms", "purpose", "care");

    Document own = page(sam, path());
    assertThat(own.select("#write").val()).isEqualTo(WORDS);
    assertThat(own.select("#others").text()).contains("Ada Admin is writing:", "Mine");
    assertThat(page(admin, path()).select("#write").val()).isEqualTo("Mine");
  }

  @Test
  void whyShowsEveryRuleInOrder_asDecidedAndAsOfNow() {
    Person texted = person.withoutEmail();
    clinic.fhir().put(texted.patient()).accepted();
    phone.text("STOP");
    String visit = clinic.book(texted, clinic.settle().atZone(Clinic.ZONE).plusDays(10));
    String request = clinic.outreach().step(visit, "confirmation").id();
    Visitor admin = visitor(ADMIN, PASSWORD);

    String listed = page(admin, "/console/why?reason=opted-out").select("tbody tr").first().text();
    assertThat(listed)
        .as("by the clinic's clock")
        .contains(Integer.toString(clinic.settle().atZone(Clinic.ZONE).getDayOfMonth()));
    List<String> names =
        clinic
            .fhir()
            .get("/CommunicationRequest/" + request + "/$explain?when=decision")
            .accepted()
            .as(Parameters.class)
            .getParameter()
            .stream()
            .filter(one -> one.getName().equals("rule"))
            .map(one -> ((StringType) one.getPartFirstRep().getValue()).getValue())
            .toList();
    Document decided = page(admin, "/console/why/" + request + "?when=decision");
    assertThat(decided.select(".rules code").eachText()).isEqualTo(names);
    assertThat(decided.select(".heading").text()).contains("Opted out");

    phone.text("START");
    clinic.settle();
    assertThat(page(admin, "/console/why/" + request + "?when=now").select(".rules").text())
        .isNotEqualTo(decided.select(".rules").text());
  }

  @Test
  void workIsPutOff_andAJourneyStopped_withoutScript() {
    String place = "seen-" + person.id();
    Location location = new Location().setName("Seen").setStatus(Location.LocationStatus.ACTIVE);
    location.setId(place);
    visitAt(location, person, clinic.settle().atZone(Clinic.ZONE).plusDays(10));
    String task = clinic.fhir().create(call(place));
    String list = "/console/today?place=" + place;
    Element later =
        page(sam, list + "&kind=call").selectFirst("#row-" + task + " button[name=hours]");
    String before = page(sam, list).select(".tabs").text();

    location(press(sam, later));
    clinic.settle();
    assertThat(page(sam, list).select("#row-" + task)).isEmpty();
    assertThat(page(sam, list + "&whose=later").select("#row-" + task)).hasSize(1);
    assertThat(page(sam, list).select(".tabs").text()).isNotEqualTo(before);

    Element stop = page(sam, path()).selectFirst("button[formaction$=/stop]");
    String plan = stop.attr("formaction").replaceAll(".*/journeys/([^/]+)/stop", "$1");
    location(press(sam, stop, "reason", "patient-request"));
    assertThat(clinic.fhir().read(CarePlan.class, plan).getStatus())
        .isEqualTo(CarePlan.CarePlanStatus.REVOKED);
  }

  private Task call(String place) {
    Task task = new Task().setStatus(TaskStatus.REQUESTED).setIntent(TaskIntent.ORDER);
    task.setCode(new CodeableConcept(new Coding(TaskCode.SYSTEM, TaskCode.CALL_BACK.code(), null)));
    task.setFor(new Reference("Patient/" + person.id()));
    task.setLocation(new Reference("Location/" + place));
    return task;
  }

  @Test
  void theFormThatForgetsWantsTheName() {
    Visitor admin = visitor(ADMIN, PASSWORD);
    String rights = "/console/rights/" + person.id();
    Document form = page(admin, rights);

    HttpResponse<String> wrong = press(admin, form.selectFirst(".danger"), "typed", "Somebody");
    assertThat(Jsoup.parse(wrong.body()).select("#wrong")).hasSize(1);
    assertThat(clinic.fhir().get("/Patient/" + person.id()).status()).isEqualTo(200);

    location(
        press(
            admin,
            form.selectFirst(".danger"),
            "typed",
            person.patient().getNameFirstRep().getNameAsSingleString()));
    assertThat(clinic.fhir().get("/Patient/" + person.id()).status()).isIn(404, 410);
  }

  @Test
  void aManagerOfOnePlaceHasTheFiguresOfThatPlace_byFewCalls() {
    String place = "managed-" + person.id();
    Location location = new Location().setName("Managed").setStatus(Location.LocationStatus.ACTIVE);
    location.setId(place);
    clinic.fhir().put(location).accepted();
    String name = "manager-" + person.id();
    Parameters user = account(name, "a password of " + name, "manager");
    user.addParameter("location", new StringType(place));
    clinic.fhir().post("/$user", user).accepted();
    Visitor manager = visitor(name, "a password of " + name);

    for (String path : List.of("measures", "measures/delivery-rate", "funnel", "team")) {
      HttpResponse<String> answer = manager.get("/console/" + path);
      assertThat(answer.statusCode()).as(path).isEqualTo(200);
      String trips = answer.headers().firstValue("Server-Timing").orElse("").replaceAll("\\D", "");
      assertThat(Integer.parseInt(trips)).as(path).isBetween(1, 3);
    }
    assertThat(page(manager, "/console/measures").select(".tile")).hasSize(12);
    assertThat(
            page(manager, "/console/measures/delivery-rate").select("tbody").first().select("tr"))
        .as("twelve weeks")
        .hasSize(12);
  }
}
