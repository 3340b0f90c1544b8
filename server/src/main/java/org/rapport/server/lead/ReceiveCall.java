package org.rapport.server.lead;

import static org.rapport.server.store.TransactionEntries.put;

import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import ca.uhn.fhir.jpa.searchparam.SearchParameterMap;
import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import ca.uhn.fhir.rest.param.DateParam;
import ca.uhn.fhir.rest.param.ParamPrefixEnum;
import ca.uhn.fhir.rest.param.ReferenceParam;
import ca.uhn.fhir.rest.param.TokenOrListParam;
import ca.uhn.fhir.rest.param.TokenParam;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Communication;
import org.hl7.fhir.r4.model.Communication.CommunicationStatus;
import org.hl7.fhir.r4.model.ContactPoint;
import org.hl7.fhir.r4.model.ContactPoint.ContactPointSystem;
import org.hl7.fhir.r4.model.ContactPoint.ContactPointUse;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Task;
import org.hl7.fhir.r4.model.Task.TaskStatus;
import org.rapport.profiles.Extensions;
import org.rapport.profiles.Profiles;
import org.rapport.server.apply.ChangeWork;
import org.rapport.server.config.RapportSettings;
import org.rapport.server.consent.Addresses;
import org.rapport.server.journey.BusinessHours;
import org.rapport.server.lead.CalledNumbers.Called;
import org.rapport.server.lead.routing.RespondBy;
import org.rapport.server.lead.routing.Urgency;
import org.rapport.server.projection.PatientAddresses;
import org.rapport.server.store.Concepts;
import org.rapport.server.store.NameBasedId;
import org.rapport.server.store.OutreachTask;
import org.rapport.server.store.PatientLocks;
import org.rapport.server.store.ResourceWriter;
import org.rapport.server.store.Sql;
import org.rapport.server.store.StoreSession;
import org.rapport.server.store.StoredResources;
import org.rapport.server.work.WorkQueue;
import org.rapport.terminology.Channel;
import org.rapport.terminology.EngagementCategory;
import org.rapport.terminology.TaskCode;
import org.rapport.time.CivilTime;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * A call that came in. One that nobody took is a Task to call back, one a caller and day, and the
 * journey {@code missed-call} writes to them at once. Idempotent by the provider's identifier.
 */
@Component
public class ReceiveCall {
  private static final Set<String> MISSED = Set.of("no-answer", "busy", "failed", "canceled");
  private static final Duration SAME = Duration.ofDays(1);

  private final CalledNumbers numbers;
  private final DaoRegistry daos;
  private final ResourceWriter writer;
  private final ChangeWork changes;
  private final WorkQueue work;
  private final StoreSession session;
  private final PatientLocks locks;
  private final TransactionTemplate transaction;
  private final StoredResources stored;
  private final JdbcClient jdbc;
  private final Clock clock;
  private final RapportSettings.Clinic clinic;
  private final String region;
  private final CivilTime time = CivilTime.installed();

  ReceiveCall(
      CalledNumbers numbers,
      DaoRegistry daos,
      ResourceWriter writer,
      ChangeWork changes,
      WorkQueue work,
      StoreSession session,
      PatientLocks locks,
      TransactionTemplate transaction,
      StoredResources stored,
      JdbcClient jdbc,
      Clock clock,
      RapportSettings settings) {
    this.numbers = numbers;
    this.daos = daos;
    this.writer = writer;
    this.changes = changes;
    this.work = work;
    this.session = session;
    this.locks = locks;
    this.transaction = transaction;
    this.stored = stored;
    this.jdbc = jdbc;
    this.clock = clock;
    this.clinic = settings.clinic();
    this.region = Addresses.region(settings.clinic().phone(), "US");
  }

  /**
   * Takes one.
   *
   * @param status the provider's: no-answer, busy, failed and canceled are missed calls, completed
   *     is a call; others are on their way and change nothing
   * @param from the caller's number; withheld ones are recorded without a caller
   * @return what it was: missed-call, call, duplicate or none
   */
  public String receive(String callId, String status, String from, String to) {
    boolean missed = MISSED.contains(status);
    if (!missed && !CommunicationStatus.COMPLETED.toCode().equals(status)) {
      return "none";
    }
    return transaction.execute(unused -> take(callId, missed, from, to));
  }

  private String take(String callId, boolean missed, String from, String to) {
    String number = from == null ? null : Addresses.phone(from, region).orElse(null);
    locks.lock(List.of("address " + (number == null ? callId : number)));
    String id = NameBasedId.of("call " + callId);
    if (stored.has(new IdType("Communication", id))) {
      return "duplicate";
    }
    Instant now = clock.instant();
    EngagementCategory category = missed ? EngagementCategory.MISSED_CALL : EngagementCategory.CALL;
    Called called = numbers.find(to);
    Bundle bundle = new Bundle().setType(Bundle.BundleType.TRANSACTION);
    List<String> callers = number == null ? List.of() : callers(number);
    if (callers.isEmpty() && number != null) {
      Patient caller = caller(number);
      put(bundle, caller);
      callers = List.of(caller.getIdElement().getIdPart());
    }
    locks.lock(callers);
    Communication call = call(id, callId, category, number, callers, called, now);
    put(bundle, call);
    if (missed && number != null && !waits(callers, now)) {
      put(bundle, callBack(id, callers, called, now));
    }
    writer.write(bundle);
    if (callers.size() == 1) {
      String focus = "Communication/" + id;
      session.renew();
      changes.plan(List.of(new ChangeWork.Change(callers.get(0), focus)));
      work.planned(callers.get(0), List.of(focus), now);
    }
    return category.code();
  }

  private List<String> callers(String number) {
    List<String> candidates = PatientAddresses.candidates(jdbc, number);
    return jdbc
        .sql(
            """
            select id, contacts::text as contacts, country from rapport.patient_facts
            where id = any(?) and active order by id\
            """)
        .param(Sql.array(candidates))
        .query(
            (row, n) ->
                org.rapport.server.projection.read.ContactJson.read(row.getString("contacts"))
                        .stream()
                        .filter(contact -> !"email".equals(contact.system()))
                        .flatMap(contact -> Addresses.phone(contact.value(), region).stream())
                        .anyMatch(number::equals)
                    ? row.getString("id")
                    : "")
        .list()
        .stream()
        .filter(id -> !id.isEmpty())
        .toList();
  }

  private Patient caller(String number) {
    Patient patient = new Patient();
    patient.setId(UUID.randomUUID().toString());
    patient.getMeta().addProfile(Profiles.ENGAGEMENT_PATIENT);
    patient.setActive(true);
    ContactPoint phone = patient.addTelecom().setSystem(ContactPointSystem.PHONE).setValue(number);
    if (Addresses.mobile(number, region).isPresent()) {
      phone.setUse(ContactPointUse.MOBILE);
    }
    return patient;
  }

  private static Communication call(
      String id,
      String callId,
      EngagementCategory category,
      String number,
      List<String> callers,
      Called called,
      Instant now) {
    Communication call = new Communication();
    call.setId(id);
    call.getMeta().addProfile(Profiles.ENGAGEMENT_COMMUNICATION);
    call.setStatus(CommunicationStatus.COMPLETED);
    call.addCategory(Concepts.of(category));
    call.addMedium(Concepts.of(Channel.VOICE));
    call.addIdentifier().setSystem("urn:rapport:provider:voice").setValue(callId);
    call.setReceived(Date.from(now));
    if (number != null) {
      call.addExtension(
          Extensions.RECEIVED_FROM,
          new ContactPoint().setSystem(ContactPointSystem.PHONE).setValue(number));
    }
    if (callers.size() == 1) {
      call.setSubject(new Reference("Patient/" + callers.get(0)));
      call.setSender(new Reference("Patient/" + callers.get(0)));
    } else {
      callers.forEach(caller -> call.addAbout(new Reference("Patient/" + caller)));
    }
    called.attribution().ifPresent(call::addExtension);
    return call;
  }

  private Task callBack(String call, List<String> callers, Called called, Instant now) {
    Task task =
        OutreachTask.becauseOf("call back " + call, TaskCode.CALL_BACK, now)
            .saying(
                callers.size() > 1
                    ? "Somebody called in vain; more than one person has this number. Please call"
                        + " back."
                    : "This person called in vain. Please call back.")
            .patient(callers.size() == 1 ? callers.get(0) : null)
            .focus("Communication/" + call)
            .owner(called.owner().orElse(null))
            .task();
    Instant due =
        RespondBy.instant(
            called.hours().orElseGet(() -> BusinessHours.usual(clinic.zone())),
            now,
            Urgency.SOON,
            0,
            ServiceCatalogue.CAPACITY,
            time);
    task.getRestriction().getPeriod().setStart(Date.from(now)).setEnd(Date.from(due));
    called.location().ifPresent(place -> task.setLocation(new Reference("Location/" + place)));
    called.attribution().ifPresent(task::addExtension);
    return task;
  }

  // Who calls three times is called back once.
  private boolean waits(List<String> callers, Instant now) {
    if (callers.size() != 1) {
      return false;
    }
    SearchParameterMap asked = SearchParameterMap.newSynchronous();
    asked.add(Task.SP_PATIENT, new ReferenceParam("Patient/" + callers.get(0)));
    asked.add(Task.SP_CODE, new TokenParam(TaskCode.SYSTEM, TaskCode.CALL_BACK.code()));
    asked.add(
        Task.SP_STATUS,
        new TokenOrListParam()
            .add(TaskStatus.REQUESTED.toCode())
            .add(TaskStatus.RECEIVED.toCode())
            .add(TaskStatus.ACCEPTED.toCode())
            .add(TaskStatus.INPROGRESS.toCode()));
    asked.add(
        Task.SP_AUTHORED_ON,
        new DateParam(ParamPrefixEnum.GREATERTHAN_OR_EQUALS, Date.from(now.minus(SAME))));
    return !daos.getResourceDao(Task.class)
        .search(asked, new SystemRequestDetails())
        .getAllResources()
        .isEmpty();
  }
}
