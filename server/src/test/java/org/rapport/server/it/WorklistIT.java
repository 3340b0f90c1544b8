package org.rapport.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Communication;
import org.hl7.fhir.r4.model.Communication.CommunicationStatus;
import org.hl7.fhir.r4.model.Location;
import org.hl7.fhir.r4.model.Organization;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Parameters.ParametersParameterComponent;
import org.hl7.fhir.r4.model.Practitioner;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Task;
import org.hl7.fhir.r4.model.Task.TaskIntent;
import org.hl7.fhir.r4.model.Task.TaskPriority;
import org.hl7.fhir.r4.model.Task.TaskStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.rapport.profiles.Extensions;
import org.rapport.terminology.CallOutcome;
import org.rapport.terminology.Channel;
import org.rapport.terminology.EngagementCategory;
import org.rapport.terminology.LeadStage;
import org.rapport.terminology.TaskCode;

/** The work that waits: in which order, for whom, with what beside it; and how much of it. */
@ExtendWith(SharedClinic.class)
class WorklistIT {
  private static final AtomicInteger TEAM = new AtomicInteger();

  private final Clinic clinic;
  private final String team;
  private final Person person = Person.next();
  private final Instant now;

  WorklistIT(Clinic clinic) {
    this.clinic = clinic;
    this.now = clinic.settle();
    this.team = "worklist-team-" + TEAM.incrementAndGet();
    Organization organization = new Organization().setName("Team");
    organization.setId(team);
    clinic.fhir().put(organization).accepted();
    clinic.fhir().put(person.patient()).accepted();
  }

  private Task task(TaskCode code, Duration due) {
    Task task = new Task().setStatus(TaskStatus.REQUESTED).setIntent(TaskIntent.ORDER);
    task.setCode(new CodeableConcept(new Coding(TaskCode.SYSTEM, code.code(), null)));
    task.setFor(new Reference("Patient/" + person.id()));
    task.setOwner(new Reference("Organization/" + team));
    task.setAuthoredOn(Date.from(now));
    if (due != null) {
      task.getRestriction().getPeriod().setEnd(Date.from(now.plus(due)));
    }
    return task;
  }

  private static Task lead(Task task, LeadStage stage) {
    task.setBusinessStatus(new CodeableConcept(new Coding(LeadStage.SYSTEM, stage.code(), null)));
    return task;
  }

  private String create(Task task) {
    return clinic.fhir().create(task);
  }

  private Parameters list(String query) {
    return clinic
        .fhir()
        .get("/Task/$worklist?team=" + team + query)
        .accepted()
        .as(Parameters.class);
  }

  private static List<ParametersParameterComponent> items(Parameters answer) {
    return answer.getParameter().stream().filter(p -> p.getName().equals("item")).toList();
  }

  private static List<String> tasks(Parameters answer) {
    return items(answer).stream()
        .map(item -> part(item, "task").getResource().getIdElement().getIdPart())
        .toList();
  }

  private static ParametersParameterComponent part(ParametersParameterComponent item, String name) {
    return item.getPart().stream().filter(p -> p.getName().equals(name)).findFirst().orElse(null);
  }

  private static String count(Parameters answer, String kind) {
    return answer.getParameter().stream()
        .filter(p -> p.getName().equals("count"))
        .filter(p -> part(p, "kind").getValue().primitiveValue().equals(kind))
        .map(p -> part(p, "value").getValue().primitiveValue())
        .findFirst()
        .orElse("0");
  }

  private static String total(Parameters answer) {
    return answer.getParameter("total").getValue().primitiveValue();
  }

  @Test
  void aCrisisIsFirst_thenWhatPresses_thenTheOldestPromise_andWhatHasNoneIsLast() {
    String none = create(task(TaskCode.LEAD, null));
    String late = create(task(TaskCode.RESOLVE_IDENTITY, Duration.ofHours(-1)));
    String soon = create(task(TaskCode.LEAD, Duration.ofMinutes(30)));
    String urgent = create(task(TaskCode.CALL_BACK, null).setPriority(TaskPriority.URGENT));
    String stat = create(task(TaskCode.ESCALATION, null).setPriority(TaskPriority.STAT));
    String crisis = create(task(TaskCode.CRISIS, null));
    create(task(TaskCode.LEAD, Duration.ofHours(1)).setStatus(TaskStatus.COMPLETED));
    create(task(TaskCode.CALL_BACK, null).setStatus(TaskStatus.DRAFT));

    Parameters answer = list("");

    assertThat(tasks(answer)).containsExactly(crisis, stat, urgent, late, soon, none);
    assertThat(total(answer)).isEqualTo("6");
    assertThat(count(answer, "inquiry")).isEqualTo("2");
    assertThat(count(answer, "call")).isEqualTo("1");
    assertThat(count(answer, "crisis")).isEqualTo("1");
    assertThat(items(answer).get(3).getPart().stream().map(p -> p.getName()).toList())
        .containsExactly("kind", "task", "patient", "due", "calls");
    // A filter changes what is found, and not what waits besides.
    Parameters calls = list("&kind=call,escalation");
    assertThat(tasks(calls)).containsExactly(stat, urgent);
    assertThat(total(calls)).isEqualTo("2");
    assertThat(count(calls, "inquiry")).isEqualTo("2");
    assertThat(tasks(list("&due=lt" + now))).containsExactly(late);
    Parameters numbers = list("&_summary=count");
    assertThat(items(numbers)).isEmpty();
    assertThat(total(numbers)).isEqualTo("6");
    assertThat(count(numbers, "inquiry")).isEqualTo("2");
  }

  @Test
  void pagesGoOnWhereTheyEnded_thoughWhatWasBeforeIsGone() {
    List<String> all = new ArrayList<>();
    for (int n = 0; n < 5; n++) {
      all.add(create(task(TaskCode.LEAD, n == 4 ? null : Duration.ofHours(n + 1))));
    }

    Parameters first = list("&_count=2");
    Task done = clinic.fhir().read(Task.class, all.get(0)).setStatus(TaskStatus.COMPLETED);
    clinic.fhir().put(done).accepted();
    Parameters second = list("&_count=2&after=" + first.getParameter("next").getValue());
    Parameters third = list("&_count=2&after=" + second.getParameter("next").getValue());

    assertThat(tasks(first)).isEqualTo(all.subList(0, 2));
    assertThat(tasks(second)).isEqualTo(all.subList(2, 4));
    assertThat(tasks(third)).isEqualTo(all.subList(4, 5));
    assertThat(third.hasParameter("next")).isFalse();
    assertThat(clinic.fhir().get("/Task/$worklist?after=x").status()).isEqualTo(400);
    assertThat(clinic.fhir().get("/Task/$worklist?kind=all").status()).isEqualTo(400);
    assertThat(clinic.fhir().get("/Task/$worklist?due=soon").status()).isEqualTo(400);
    assertThat(clinic.fhir().get("/Task/$worklist?_count=-1").status()).isEqualTo(400);
  }

  @Test
  void whatWasTakenOrPutOffIsFoundAsSuch() {
    Practitioner marie = new Practitioner();
    marie.setId("marie");
    clinic.fhir().put(marie).accepted();
    String free = create(lead(task(TaskCode.LEAD, Duration.ofHours(1)), LeadStage.NEW));
    Task taken = lead(task(TaskCode.LEAD, Duration.ofHours(2)), LeadStage.CONTACTED);
    taken.addExtension(Extensions.TAKEN_BY, new Reference("Practitioner/marie"));
    taken.getExecutionPeriod().setStart(Date.from(now));
    String hers = create(taken);
    Task later = lead(task(TaskCode.LEAD, Duration.ofHours(9)), LeadStage.CONTACTED);
    later.getExecutionPeriod().setStart(Date.from(now));
    later.getRestriction().getPeriod().setStart(Date.from(now.plus(Duration.ofHours(4))));
    String put = create(later);

    assertThat(tasks(list("&taken-by=marie"))).containsExactly(hers);
    assertThat(tasks(list("&taken-by=nobody"))).containsExactly(free);
    assertThat(tasks(list("&stage=new"))).containsExactly(free);
    assertThat(count(list(""), "later")).isEqualTo("1");
    Parameters off = list("&later=true");
    assertThat(tasks(off)).containsExactly(put);
    // Of who was answered a promise stands that was made since; the first one is kept.
    assertThat(part(items(off).get(0), "due")).isNotNull();
    assertThat(part(items(list("&taken-by=marie")).get(0), "due")).isNull();
    assertThat(clinic.fhir().search(Task.class, "taken-by=Practitioner/marie"))
        .extracting(task -> task.getIdElement().getIdPart())
        .contains(hers);
  }

  @Test
  void besideEachStandsWhoItIsAbout_whatTheyWroteAndWhenTheyCome() {
    clinic.fhir().create(person.visit(now.plus(Duration.ofDays(9))));
    Appointment next = person.visit(now.plus(Duration.ofDays(2)));
    String visit = clinic.fhir().create(next);
    // Afterwards, as a booking ends what was asked before it.
    clinic.settle();
    String lead = create(lead(task(TaskCode.LEAD, null), LeadStage.CONTACTED));
    said("first", now.minusSeconds(60), EngagementCategory.INQUIRY);
    said("second", now.minusSeconds(30), EngagementCategory.REPLY);
    called(lead, now.minusSeconds(20), CallOutcome.NO_ANSWER);
    String last = called(lead, now.minusSeconds(10), CallOutcome.LEFT_MESSAGE);

    ParametersParameterComponent item = items(list("")).get(0);

    assertThat(part(item, "patient").getResource().getIdElement().getIdPart())
        .isEqualTo(person.id());
    assertThat(
            ((Communication) part(item, "last-inbound").getResource())
                .getPayloadFirstRep()
                .getContent()
                .primitiveValue())
        .isEqualTo("second");
    assertThat(part(item, "calls").getValue().primitiveValue()).isEqualTo("2");
    assertThat(part(item, "last-call").getResource().getIdElement().getIdPart()).isEqualTo(last);
    assertThat(part(item, "visit").getResource().getIdElement().getIdPart()).isEqualTo(visit);
  }

  private void said(String text, Instant at, EngagementCategory category) {
    Communication said = new Communication().setStatus(CommunicationStatus.COMPLETED);
    said.addCategory(
        new CodeableConcept(new Coding(EngagementCategory.SYSTEM, category.code(), null)));
    said.setSubject(new Reference("Patient/" + person.id()));
    said.setReceived(Date.from(at));
    said.addPayload().setContent(new StringType(text));
    clinic.fhir().create(said);
  }

  private String called(String about, Instant at, CallOutcome outcome) {
    Communication call = new Communication().setStatus(CommunicationStatus.COMPLETED);
    call.addCategory(new CodeableConcept(new Coding(EngagementCategory.SYSTEM, "call", null)));
    call.addMedium(new CodeableConcept(new Coding(Channel.SYSTEM, "voice", null)));
    call.setStatusReason(new CodeableConcept(new Coding(CallOutcome.SYSTEM, outcome.code(), null)));
    call.setSubject(new Reference("Patient/" + person.id()));
    call.addAbout(new Reference("Task/" + about));
    call.setSent(Date.from(at));
    return clinic.fhir().create(call);
  }

  /** A crisis of who has never been anywhere stands at every place; a lead where it was routed. */
  @Test
  void aPlaceHasItsOwn_andWhatBelongsToNone() {
    place("worklist-one");
    place("worklist-two");
    Task here = task(TaskCode.LEAD, null);
    here.setLocation(new Reference("Location/worklist-one"));
    here.setFor(new Reference("Patient/" + other().id()));
    String routed = create(here);
    String crisis = create(task(TaskCode.CRISIS, null));

    assertThat(tasks(list("&location=worklist-one"))).containsExactly(crisis, routed);
    assertThat(tasks(list("&location=Location/worklist-two"))).containsExactly(crisis);
    assertThat(count(list("&location=worklist-two"), "inquiry")).isEqualTo("0");

    Appointment visit = person.visit(now.plus(Duration.ofDays(2)));
    visit.addParticipant().setActor(new Reference("Location/worklist-one"));
    visit.getParticipant().get(1).setStatus(Appointment.ParticipationStatus.ACCEPTED);
    clinic.fhir().create(visit);

    assertThat(tasks(list("&location=worklist-two"))).isEmpty();
    assertThat(tasks(list("&location=worklist-one"))).containsExactly(crisis, routed);
  }

  private Person other() {
    Person other = Person.next();
    clinic.fhir().put(other.patient()).accepted();
    return other;
  }

  private void place(String id) {
    Location place = new Location();
    place.setId(id);
    clinic.fhir().put(place).accepted();
  }

  /** Numbers too: who may not see people is not told how many there are. */
  @Test
  void staffSeeTheWorkOfTheirPlace_andNothingLabelled() {
    place("place-one");
    place("place-two");
    Task here = task(TaskCode.LEAD, null);
    here.setLocation(new Reference("Location/place-one"));
    String mine = create(here);
    Task labelled = task(TaskCode.CALL_BACK, null);
    labelled
        .getMeta()
        .addSecurity("http://terminology.hl7.org/CodeSystem/v3-Confidentiality", "R", null);
    String secret = create(labelled);
    Task there = task(TaskCode.LEAD, null);
    there.setLocation(new Reference("Location/place-two"));
    there.setFor(new Reference("Patient/" + other().id()));
    String theirs = create(there);

    JsonNode placed = asStaff("placed", "user/*.cruds");
    assertThat(placed.findValuesAsText("id")).contains(mine).doesNotContain(theirs, secret);
    assertThat(placed.toString()).contains("\"name\":\"total\",\"valueInteger\":1");
    JsonNode nora = asStaff("nora", "user/*.cruds");
    assertThat(nora.findValuesAsText("id")).contains(mine, theirs).doesNotContain(secret);
    JsonNode sam = asStaff("sam", "user/*.cruds");
    assertThat(sam.findValuesAsText("id")).contains(mine, theirs, secret);
    assertThat(status("mark", "user/*.cruds")).isEqualTo(403);
    assertThat(status("nora", "user/Task.rs")).isEqualTo(403);
    assertThat(status("pat", "patient/*.rs launch/patient")).isEqualTo(403);
  }

  private JsonNode asStaff(String who, String scope) {
    return Visitor.json(
        new Visitor(clinic.process().base())
            .fhir(token(who, scope), "Task/$worklist?team=" + team));
  }

  private int status(String who, String scope) {
    return new Visitor(clinic.process().base())
        .fhir(token(who, scope), "Task/$worklist?team=" + team)
        .statusCode();
  }

  private String token(String who, String scope) {
    return new Visitor(clinic.process().base())
        .signedIn(who, who + "-password")
        .launch(scope, Map.of(), null)
        .path("access_token")
        .asText();
  }
}
