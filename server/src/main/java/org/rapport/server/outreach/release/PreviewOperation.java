package org.rapport.server.outreach.release;

import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import ca.uhn.fhir.rest.annotation.IdParam;
import ca.uhn.fhir.rest.annotation.Operation;
import ca.uhn.fhir.rest.annotation.OperationParam;
import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import ca.uhn.fhir.rest.server.exceptions.ResourceGoneException;
import ca.uhn.fhir.rest.server.exceptions.ResourceNotFoundException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.ActivityDefinition;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Location;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.StringType;
import org.rapport.server.catalog.Template;
import org.rapport.server.catalog.Templates;
import org.rapport.server.config.RapportSettings;
import org.rapport.server.consent.ContactBook;
import org.rapport.server.consent.ContactBooks;
import org.rapport.server.fhir.FhirOperations;
import org.rapport.server.journey.Focus;
import org.rapport.server.journey.PlannedStep;
import org.rapport.server.journey.check.TemplateCheck;
import org.rapport.server.outreach.text.LanguageFallbacks;
import org.rapport.server.outreach.text.MessageText;
import org.rapport.server.outreach.text.SmsLength;
import org.rapport.server.policy.Policy;
import org.rapport.server.projection.read.PatientRecord;
import org.rapport.server.projection.read.ZoneCodes;
import org.rapport.server.sensitivity.Sensitivity;
import org.rapport.server.store.Sql;
import org.rapport.terminology.Channel;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * {@code ActivityDefinition/[id]/$preview}: a template, a draft too, as a patient would get it: the
 * words, their length, the language they are in, and what the content rules say. Nothing is planned
 * or sent, no link in it works, and whether it may go is not asked.
 */
@Component
public class PreviewOperation implements FhirOperations {
  private final DaoRegistry daos;
  private final Policy policy;
  private final RapportSettings settings;
  private final ContactBooks contactBooks;
  private final JdbcClient jdbc;
  private final Clock clock;

  PreviewOperation(
      DaoRegistry daos,
      Policy policy,
      RapportSettings settings,
      ContactBooks contactBooks,
      JdbcClient jdbc,
      Clock clock) {
    this.contactBooks = contactBooks;
    this.daos = daos;
    this.policy = policy;
    this.settings = settings;
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /**
   * Writes the text.
   *
   * @param id of a stored template; without it {@code resource} is one that is not stored
   * @param subject {@code Patient/…}, whose name, language, zone and labels count
   * @param focus {@code Appointment/…}; without it the patient's next visit, if there is one
   * @param channel sms or email; sms if it does not say
   * @param language BCP 47, in place of the patient's
   */
  @Operation(name = "$preview", type = ActivityDefinition.class, idempotent = true)
  public Parameters preview(
      @IdParam(optional = true) IdType id,
      @OperationParam(name = "resource") IBaseResource resource,
      @OperationParam(name = "subject", min = 1) StringType subject,
      @OperationParam(name = "focus") StringType focus,
      @OperationParam(name = "channel") CodeType channel,
      @OperationParam(name = "language") CodeType language) {
    ActivityDefinition definition = definition(id, resource);
    if (definition.getKind() == ActivityDefinition.ActivityDefinitionKind.TASK) {
      throw new InvalidRequestException("It defines a Task, which has no text");
    }
    Channel wanted = channel(channel);
    Patient patient =
        speaking(read(Patient.class, part("subject", "Patient", subject), "subject"), language);
    Optional<Appointment> visit =
        focus == null
            ? next(patient.getIdElement().getIdPart())
            : Optional.of(read(Appointment.class, part("focus", "Appointment", focus), "focus"));
    Template template = Templates.message(definition);
    DryGate.Preview preview =
        new DryGate(policy, canonical -> Optional.of(template), settings, false)
            .preview(due(template, patient, visit), wanted, clock.instant());
    return answer(definition, patient, wanted, preview);
  }

  private ActivityDefinition definition(IdType id, IBaseResource resource) {
    if (id != null) {
      return read(ActivityDefinition.class, id.getIdPart(), null);
    }
    if (!(resource instanceof ActivityDefinition draft)) {
      throw new InvalidRequestException("resource should be an ActivityDefinition");
    }
    return draft;
  }

  // As if the patient spoke another language.
  private static Patient speaking(Patient patient, CodeType language) {
    if (language == null || language.isEmpty()) {
      return patient;
    }
    Patient other = patient.copy();
    other.getCommunication().clear();
    other
        .addCommunication()
        .setPreferred(true)
        .getLanguage()
        .addCoding()
        .setSystem("urn:ietf:bcp:47")
        .setCode(language.getValue());
    return other;
  }

  private static Channel channel(CodeType code) {
    Channel channel =
        code == null ? Channel.SMS : Channel.fromCode(code.getValue()).orElse(Channel.VOICE);
    if (channel != Channel.SMS && channel != Channel.EMAIL) {
      throw new InvalidRequestException("channel should be sms or email");
    }
    return channel;
  }

  private static String part(String parameter, String type, StringType reference) {
    IdType id = new IdType(reference == null ? "" : reference.getValueNotNull());
    if (!type.equals(id.getResourceType()) || !id.hasIdPart()) {
      throw new InvalidRequestException(
          parameter + " should be a reference such as " + type + "/123");
    }
    return id.getIdPart();
  }

  private <R extends Resource> R read(Class<R> type, String id, String parameter) {
    try {
      return daos.getResourceDao(type)
          .read(new IdType(type.getSimpleName(), id), new SystemRequestDetails());
    } catch (ResourceNotFoundException | ResourceGoneException e) {
      if (parameter == null) {
        throw e;
      }
      throw new InvalidRequestException(parameter + " names a resource that does not exist");
    }
  }

  private Optional<Appointment> next(String patient) {
    return jdbc.sql(
            """
            select id from rapport.appointment_facts
            where patients @> array[cast(:patient as text)] and status = 'booked' and start_at > :now
            order by start_at limit 1\
            """)
        .param("patient", patient)
        .param("now", Sql.at(clock.instant()))
        .query(String.class)
        .optional()
        .map(id -> read(Appointment.class, id, "focus"));
  }

  private DryGate.Due due(Template template, Patient patient, Optional<Appointment> visit) {
    Instant now = clock.instant();
    String zone = ZoneCodes.of(patient);
    ZoneId at = zone == null ? settings.clinic().zone() : ZoneId.of(zone);
    Instant start =
        visit.filter(Appointment::hasStart).map(v -> v.getStart().toInstant()).orElse(null);
    PlannedStep step =
        PlannedStep.atOnce("preview", start, template.canonical(), template.purpose(), now, at);
    return new DryGate.Due(
        step,
        patient,
        visit.<Resource>map(v -> v).map(Focus::of).orElseGet(() -> Focus.of(patient)),
        visit.map(this::place).orElse(null),
        visit.orElse(null),
        sensitivity(patient, visit),
        start != null,
        book(patient.getIdElement().getIdPart()),
        null);
  }

  private ContactBook book(String patient) {
    return contactBooks.load(List.of(patient)).getOrDefault(patient, ContactBook.EMPTY);
  }

  private Location place(Appointment visit) {
    return visit.getParticipant().stream()
        .map(participant -> participant.getActor().getReferenceElement())
        .filter(actor -> "Location".equals(actor.getResourceType()) && actor.hasIdPart())
        .map(actor -> read(Location.class, actor.getIdPart(), "focus"))
        .findFirst()
        .orElse(null);
  }

  private Sensitivity sensitivity(Patient patient, Optional<Appointment> visit) {
    return Sensitivity.of(
        jdbc.sql(
                """
                select coalesce(greatest(
                  (select sensitivity from rapport.patient_facts where id = :patient),
                  (select sensitivity from rapport.visit where id = :visit)), 0)\
                """)
            .param("patient", patient.getIdElement().getIdPart())
            .param("visit", visit.map(v -> v.getIdElement().getIdPart()).orElse(""))
            .query(Integer.class)
            .single());
  }

  private static Parameters answer(
      ActivityDefinition definition, Patient patient, Channel channel, DryGate.Preview preview) {
    Parameters answer = new Parameters();
    answer.addParameter("channel", new CodeType(channel.code()));
    String wanted = PatientRecord.language(patient);
    if (wanted != null) {
      answer.addParameter("wantedLanguage", new CodeType(wanted));
    }
    MessageText.Text text = preview.text();
    if (text != null) {
      answer.addParameter("language", new CodeType(text.language()));
      answer.addParameter("fallback", LanguageFallbacks.is(wanted, text.language()));
      if (text.subject() != null) {
        answer.addParameter("subject", new StringType(text.subject()));
      }
      answer.addParameter("body", new StringType(text.body()));
      if (channel == Channel.SMS) {
        SmsLength length = SmsLength.of(text.body());
        answer.addParameter("alphabet", new CodeType(length.gsm() ? "gsm-7" : "ucs-2"));
        answer.addParameter("units", length.units());
        answer.addParameter("segments", length.segments());
      }
    }
    finding(
        answer,
        preview.content().outcome().code(),
        preview.content().detail(),
        preview.content().source());
    TemplateCheck.check(definition)
        .forEach(issue -> finding(answer, "refuse", issue.message(), issue.expression()));
    return answer;
  }

  private static void finding(Parameters answer, String verdict, String detail, String source) {
    Parameters.ParametersParameterComponent part = answer.addParameter().setName("finding");
    part.addPart().setName("verdict").setValue(new CodeType(verdict));
    part.addPart().setName("detail").setValue(new StringType(detail));
    part.addPart().setName("source").setValue(new StringType(source));
  }
}
