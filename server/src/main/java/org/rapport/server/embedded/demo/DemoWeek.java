package org.rapport.server.embedded.demo;

import ca.uhn.fhir.rest.client.api.IGenericClient;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.Appointment.AppointmentStatus;
import org.hl7.fhir.r4.model.Appointment.ParticipationStatus;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.HTTPVerb;
import org.hl7.fhir.r4.model.CarePlan;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.Communication;
import org.hl7.fhir.r4.model.Communication.CommunicationStatus;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.QuestionnaireResponse;
import org.hl7.fhir.r4.model.QuestionnaireResponse.QuestionnaireResponseStatus;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Task;
import org.hl7.fhir.r4.model.Type;
import org.rapport.profiles.Journeys;
import org.rapport.server.store.Concepts;
import org.rapport.terminology.CallOutcome;
import org.rapport.terminology.Channel;
import org.rapport.terminology.EngagementCategory;
import org.rapport.terminology.LeadStage;
import org.rapport.terminology.OverrideReason;
import org.rapport.terminology.TaskCode;

/**
 * A week of the clinic as its staff and patients live it, by the FHIR API: eight ask, most are
 * called and booked, come or do not come, and say how it was. What somebody does is the same at
 * each start.
 */
final class DemoWeek {
  static final String VISITS = "demo-week-";
  private static final String REMINDERS = "/appointment-reminders";
  private static final int ASK = 8;
  private static final int CALLED = 7;
  private static final int ANSWER = 6;

  /** How many are booked, week by week; small numbers are hidden from who sees figures alone. */
  private static final int[] BOOKED = {5, 6, 6, 6, 6, 5, 7, 6, 7, 6, 7, 7};

  /** How many of those who ring in are rung back only: fewer as more people sit at the desk. */
  private static final int[] MISSED = {7, 7, 6, 7, 6, 6, 5, 6, 5, 5, 6, 5};

  private static final int[] TAKEN = {5, 6, 6, 7, 6, 8, 8, 7, 9, 9, 8, 10};

  private static final int[] ABSENT = {0, 0, 1, 0, 1, 0, 0, 1, 0, 1, 0, 0};

  private static final List<String> GIVEN =
      List.of(
          "Aisha", "Bruno", "Chantal", "Dmitri", "Elena", "Farah", "Gaël", "Hana", "Isaac", "Jade",
          "Kenji", "Leïla");
  private static final List<String> FAMILY =
      List.of(
          "Abbott",
          "Bergeron",
          "Castillo",
          "Dubois",
          "Eriksen",
          "Fontaine",
          "Gupta",
          "Huang",
          "Ivanova",
          "Jensen",
          "Khan",
          "Lopez");
  private static final List<String> LANGUAGES = List.of("en", "en", "fr", "en", "es", "en");
  private static final List<String> SERVICES = List.of("57", "65", "124");
  private static final List<List<String>> SOURCES =
      List.of(
          List.of("search", "flu-season"),
          List.of("newsletter", "back-to-health"),
          List.of("social", "flu-season"),
          List.of("search", "new-patients"));

  private final IGenericClient client;
  private final Clock clock;

  DemoWeek(IGenericClient client, Clock clock) {
    this.client = client;
    this.clock = clock;
  }

  /** Inquiries, which ads and a partner's site send in. */
  void ask(int week) {
    for (int n = 0; n < ASK; n++) {
      int one = week * ASK + n;
      List<String> source = SOURCES.get((week + n) % SOURCES.size());
      Parameters inquiry = new Parameters();
      inquiry.addParameter("by", new CodeType("ads"));
      field(inquiry, "given", GIVEN.get(n));
      field(inquiry, "family", FAMILY.get((n + week) % FAMILY.size()));
      field(inquiry, "phone", phone(one));
      field(inquiry, "language", LANGUAGES.get(n % LANGUAGES.size()));
      field(inquiry, "service", SERVICES.get(n % SERVICES.size()));
      field(inquiry, "location", n % 3 == 2 ? "false-creek" : "queens-quay");
      field(inquiry, "utm_source", source.get(0));
      field(inquiry, "utm_campaign", source.get(1));
      client.operation().onServer().named("$submit-inquiry").withParameters(inquiry).execute();
    }
  }

  // Of the numbers that nobody is given: 0100 to 0199 of an area.
  private static String phone(int one) {
    return (one < 100 ? "+1647555" : "+1437555") + "01%02d".formatted(one % 100);
  }

  /** Early callers, when nobody is at the desk yet: each is written to, and to be called back. */
  void ring(int week) {
    ring(week, 0, MISSED[week % MISSED.length], "no-answer");
  }

  /** Later ones, who are talked to. */
  void talk(int week) {
    int missed = MISSED[week % MISSED.length];
    ring(week, missed, missed + TAKEN[week % TAKEN.length], "completed");
  }

  /**
   * Two whose visit is next week want no message on its morning; one in two weeks some want none.
   */
  void steer(int week) {
    List<CarePlan> plans =
        found(CarePlan.class, "CarePlan?status=active").stream()
            .filter(plan -> plan.hasInstantiatesCanonical())
            .filter(
                plan -> plan.getInstantiatesCanonical().get(0).getValue().contains(REMINDERS + "|"))
            .toList();
    for (CarePlan plan : plans.subList(Math.max(0, plans.size() - 2), plans.size())) {
      Parameters skip = new Parameters();
      skip.addParameter("step", new StringType("last-reminder"));
      skip.addParameter("reason", new CodeType(OverrideReason.PATIENT_REQUEST.code()));
      client
          .operation()
          .onInstance(plan.getIdElement().toUnqualifiedVersionless())
          .named("$skip-step")
          .withParameters(skip)
          .execute();
    }
    if (week % 2 == 1) {
      Parameters text = new Parameters();
      text.addParameter("channel", new CodeType(Channel.SMS.code()));
      text.addParameter("messageId", new StringType("demo-stop-" + week));
      text.addParameter("from", new StringType(phone((week - 1) * ASK + ASK - 1)));
      text.addParameter("body", new StringType("STOP"));
      client.operation().onServer().named("$receive").withParameters(text).execute();
    }
  }

  // Those who asked this week, then those of the weeks before.
  private void ring(int week, int from, int to, String how) {
    for (int n = from; n < to; n++) {
      int one = n < ASK || week == 0 ? week * ASK + n % ASK : (week - 1) * ASK + n % ASK;
      Parameters call = new Parameters();
      call.addParameter("callId", new StringType("demo-ring-" + week + "-" + n));
      call.addParameter("status", new CodeType(how));
      call.addParameter("from", new StringType(phone(one)));
      client.operation().onServer().named("$receive-call").withParameters(call).execute();
    }
  }

  private static void field(Parameters inquiry, String name, String value) {
    Parameters.ParametersParameterComponent field = inquiry.addParameter().setName("field");
    field.addPart().setName("name").setValue(new StringType(name));
    field.addPart().setName("value").setValue(new StringType(value));
  }

  /** Most are called; one in five does not pick up. */
  void call() {
    List<Resource> written = new ArrayList<>();
    List<Task> leads = leads();
    for (int n = 0; n < Math.min(CALLED, leads.size()); n++) {
      Task lead = leads.get(n);
      boolean reached = n % 5 != 4;
      lead.setBusinessStatus(Concepts.of(reached ? LeadStage.ENGAGED : LeadStage.CONTACTED));
      lead.getRestriction().getPeriod().setEndElement(null);
      written.add(lead);
      Communication call = new Communication().setStatus(CommunicationStatus.COMPLETED);
      call.setId("demo-call-" + lead.getIdElement().getIdPart());
      call.addCategory(Concepts.of(EngagementCategory.CALL));
      call.addMedium(Concepts.of(Channel.VOICE));
      call.setSubject(lead.getFor());
      call.addAbout(new Reference("Task/" + lead.getIdElement().getIdPart()));
      call.setStatusReason(Concepts.of(reached ? CallOutcome.REACHED : CallOutcome.NO_ANSWER));
      call.setSent(Date.from(clock.instant()));
      written.add(call);
    }
    write(written);
  }

  /** Visits for those who were reached first, at one hour. */
  void book(int week, Instant start) {
    List<Resource> written = new ArrayList<>();
    List<Task> leads = leads();
    for (int n = 0; n < Math.min(BOOKED[week % BOOKED.length], leads.size()); n++) {
      Task lead = leads.get(n);
      Appointment visit = new Appointment().setStatus(AppointmentStatus.BOOKED);
      visit.setId(VISITS + week + "-" + n);
      visit.setCreated(Date.from(clock.instant()));
      visit.setStart(Date.from(start)).setEnd(Date.from(start.plus(Duration.ofMinutes(30))));
      actor(visit, lead.getFor().getReference());
      actor(visit, lead.hasLocation() ? lead.getLocation().getReference() : "Location/queens-quay");
      written.add(visit);
    }
    write(written);
  }

  private static void actor(Appointment visit, String reference) {
    visit
        .addParticipant()
        .setStatus(ParticipationStatus.ACCEPTED)
        .setActor(new Reference(reference));
  }

  /**
   * The evening of a day of visits: who was there, and who was not. Those who were have said at the
   * desk whether they may be asked how it was.
   */
  void came(int week) {
    List<Resource> written = new ArrayList<>();
    int absent = ABSENT[week % ABSENT.length];
    int nth = 0;
    for (Appointment visit :
        found(Appointment.class, "Appointment?status=booked&date=lt" + clock.instant())) {
      boolean missed = nth < absent;
      visit.setStatus(missed ? AppointmentStatus.NOSHOW : AppointmentStatus.FULFILLED);
      written.add(visit);
      if (!missed && DemoConsents.agrees(week + nth)) {
        written.add(
            DemoConsents.atTheDesk(
                visit.getParticipantFirstRep().getActor().getReferenceElement().getIdPart(),
                nth,
                clock.instant()));
      }
      nth++;
    }
    write(written);
  }

  /** How it was, say those who were there the day before; one in four weeks somebody is unhappy. */
  void answer(int week) {
    List<Resource> written = new ArrayList<>();
    List<Appointment> visits =
        found(
            Appointment.class,
            "Appointment?status=fulfilled&date=ge" + clock.instant().minus(Duration.ofDays(2)));
    boolean somebody = week % 4 == 1 && visits.size() >= ANSWER;
    for (Appointment visit : visits) {
      QuestionnaireResponse answer = new QuestionnaireResponse();
      answer.setId("demo-answer-" + visit.getIdElement().getIdPart());
      answer.setQuestionnaire(Journeys.POST_VISIT_CHECK_IN);
      answer.setStatus(QuestionnaireResponseStatus.COMPLETED);
      answer.setAuthored(Date.from(clock.instant()));
      answer.setSubject(visit.getParticipantFirstRep().getActor());
      boolean unhappy = somebody && written.isEmpty();
      item(answer, "overall", new IntegerType(unhappy ? 2 : 4 + written.size() % 2));
      item(answer, "call-me", new BooleanType(unhappy));
      written.add(answer);
    }
    write(written);
  }

  private static void item(QuestionnaireResponse answer, String question, Type value) {
    answer.addItem().setLinkId(question).addAnswer().setValue(value);
  }

  /** On Friday evening nothing is left lying: inquiries that went nowhere, and all other work. */
  void close() {
    List<Resource> written = new ArrayList<>();
    for (Task task : found(Task.class, "Task?status=requested,accepted,ready,in-progress")) {
      boolean lead = TaskCode.LEAD.code().equals(task.getCode().getCodingFirstRep().getCode());
      if (lead) {
        task.setBusinessStatus(Concepts.of(LeadStage.LOST));
      }
      task.setStatus(lead ? Task.TaskStatus.CANCELLED : Task.TaskStatus.COMPLETED);
      written.add(task);
    }
    write(written);
  }

  private List<Task> leads() {
    return found(Task.class, "Task?code=lead&status=requested,accepted&_sort=_id");
  }

  private <T extends Resource> List<T> found(Class<T> type, String search) {
    List<T> found = new ArrayList<>();
    client
        .search()
        .byUrl(search + (search.contains("_sort") ? "" : "&_sort=_id") + "&_count=200")
        .returnBundle(Bundle.class)
        .execute()
        .getEntry()
        .forEach(entry -> found.add(type.cast(entry.getResource())));
    return found;
  }

  private void write(List<Resource> written) {
    if (written.isEmpty()) {
      return;
    }
    Bundle all = new Bundle().setType(Bundle.BundleType.TRANSACTION);
    for (Resource one : written) {
      all.addEntry()
          .setResource(one)
          .getRequest()
          .setMethod(HTTPVerb.PUT)
          .setUrl(one.fhirType() + "/" + one.getIdElement().getIdPart());
    }
    client.transaction().withBundle(all).execute();
  }
}
